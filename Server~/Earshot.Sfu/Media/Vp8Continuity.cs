using System;
using Earshot.Rtc.Rtp;

namespace Earshot.Sfu.Media;

/// <summary>Lets pictures of several VP8 streams, one after the other, be numbered as one stream's: a decoder takes a
/// number that falls back for an old picture. Owner: the loop's thread.</summary>
public sealed class Vp8Continuity
{
    private int _pictureOffset;
    private int _baseLayerOffset;
    private int _lastPicture = -1;
    private int _lastBaseLayer;
    private bool _isNew = true;
    private bool _hasChanged;

    /// <summary>Another stream comes from now on.</summary>
    public void Begin()
    {
        _hasChanged = _lastPicture >= 0;
        _isNew = true;
    }

    /// <summary>Renumbers a payload; it is copied to the scratch only where something changes.</summary>
    public ReadOnlySpan<byte> Renumber(ReadOnlySpan<byte> payload, Span<byte> scratch)
    {
        if (!Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor) || !descriptor.HasPictureId) return payload;
        int mask = descriptor.HasLongPictureId ? 0x7FFF : 0x7F;
        int picture = descriptor.PictureIdOf(payload);
        int baseLayer = descriptor.HasBaseLayer ? descriptor.BaseLayerOf(payload) : 0;
        if (_isNew && _hasChanged)
        {
            _pictureOffset = _lastPicture + 1 - picture;
            _baseLayerOffset = _lastBaseLayer + 1 - baseLayer;
        }

        _isNew = false;
        picture = picture + _pictureOffset & mask;
        baseLayer = baseLayer + _baseLayerOffset & 0xFF;
        bool isNewer = _lastPicture < 0 || (picture - _lastPicture & mask) <= mask / 2;
        if (isNewer) (_lastPicture, _lastBaseLayer) = (picture, baseLayer);
        if (!_hasChanged) return payload;
        Span<byte> renumbered = scratch[..payload.Length];
        payload.CopyTo(renumbered);
        descriptor.Renumber(renumbered, picture, (byte)baseLayer);
        return renumbered;
    }
}
