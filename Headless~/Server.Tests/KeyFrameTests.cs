using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Media;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The first bytes of payloads, as each format writes them.</summary>
public sealed class KeyFrameTests
{
    [TestCase("VP8", "10 00 9d 01 2a", true, TestName = "Vp8_AKeyFrame")]
    [TestCase("VP8", "10 01 9d", false, TestName = "Vp8_ADeltaFrame")]
    [TestCase("VP8", "00 00 9d", false, TestName = "Vp8_TheMiddleOfAKeyFrame")]
    [TestCase("VP8", "11 00 9d", false, TestName = "Vp8_TheSecondPartition")]
    [TestCase("VP8", "90 e0 81 23 07 20 00 9d", true, TestName = "Vp8_AKeyFrameWithAllFields")]
    [TestCase("VP8", "90 e0 81 23 07 20 01 9d", false, TestName = "Vp8_ADeltaFrameWithAllFields")]
    [TestCase("VP8", "90 80 23 00 9d", true, TestName = "Vp8_AShortPictureId")]
    [TestCase("VP8", "90 80 81 23", false, TestName = "Vp8_NothingBehindTheDescriptor")]
    [TestCase("VP9", "88 81 23 00", true, TestName = "Vp9_AKeyFrame")]
    [TestCase("VP9", "c8 81 23 00", false, TestName = "Vp9_APredictedFrame")]
    [TestCase("VP9", "80 81 23 00", false, TestName = "Vp9_TheMiddleOfAKeyFrame")]
    [TestCase("VP9", "a8 81 23 00 00", true, TestName = "Vp9_TheLowestSpatialLayer")]
    [TestCase("VP9", "a8 81 23 02 00", false, TestName = "Vp9_AnUpperSpatialLayer")]
    [TestCase("VP9", "a8 23 00 00", true, TestName = "Vp9_AShortPictureIdAndLayers")]
    [TestCase("H264", "65 88 84", true, TestName = "H264_AnIdrSlice")]
    [TestCase("H264", "41 9a 00", false, TestName = "H264_APredictedSlice")]
    [TestCase("H264", "67 42 00", true, TestName = "H264_ParameterSets")]
    [TestCase("H264", "78 00 02 67 42 00 01 68", true, TestName = "H264_AggregatedParameterSets")]
    [TestCase("H264", "78 00 02 41 9a 00 01 06", false, TestName = "H264_AggregatedOthers")]
    [TestCase("H264", "78 00 09 67", false, TestName = "H264_AnAggregateThatLies")]
    [TestCase("H264", "7c 85 88", true, TestName = "H264_TheFirstFragmentOfAnIdrSlice")]
    [TestCase("H264", "7c 05 88", false, TestName = "H264_ALaterFragmentOfAnIdrSlice")]
    [TestCase("H264", "7c 81 88", false, TestName = "H264_TheFirstFragmentOfAnotherSlice")]
    [TestCase("H265", "26 01 af", true, TestName = "H265_AnIdrPicture")]
    [TestCase("H265", "02 01 d0", false, TestName = "H265_APredictedPicture")]
    [TestCase("H265", "40 01 0c", true, TestName = "H265_ParameterSets")]
    [TestCase("H265", "60 01 00 02 40 01 00 02 42 01", true, TestName = "H265_AggregatedParameterSets")]
    [TestCase("H265", "62 01 93 af", true, TestName = "H265_TheFirstFragmentOfAnIdrPicture")]
    [TestCase("H265", "62 01 13 af", false, TestName = "H265_ALaterFragment")]
    [TestCase("AV1", "18 0a 0b", true, TestName = "Av1_ANewCodedVideoSequence")]
    [TestCase("AV1", "10 30 00", false, TestName = "Av1_AnotherTemporalUnit")]
    [TestCase("theora", "10 00 9d", false, TestName = "AnUnknownCodec_NeverBegins")]
    public void AKeyFrame_IsKnownByItsFirstBytes(string codec, string payload, bool begins)
    {
        byte[] bytes = Convert.FromHexString(payload.Replace(" ", ""));
        Assert.That(KeyFrame.Begins(Of(codec), bytes), Is.EqualTo(begins));
        for (int length = 0; length < bytes.Length; length++)
            Assert.DoesNotThrow(() => KeyFrame.Begins(Of(codec), bytes.AsSpan(0, length)));
    }

    [Test]
    public void Pictures_AreRenumberedFromTheSecondStreamOn([Values(0, 1, 127, 128, 32766, 32767)] int last)
    {
        var continuity = new Vp8Continuity();
        byte[] scratch = new byte[100];
        continuity.Begin();
        byte[] first = Vp8(last, baseLayer: 255);
        Assert.That(continuity.Renumber(first, scratch) == first, Is.True, "the first stream keeps its numbers");
        continuity.Begin();
        for (int i = 0; i < 300; i++)
        {
            byte[] payload = Vp8(5000 + i, (byte)(90 + i));
            ReadOnlySpan<byte> renumbered = continuity.Renumber(payload, scratch);
            Assert.That(Vp8Descriptor.TryParse(renumbered, out Vp8Descriptor descriptor), Is.True);
            Assert.That(descriptor.PictureIdOf(renumbered), Is.EqualTo((last + 1 + i) % 32768));
            Assert.That(descriptor.BaseLayerOf(renumbered), Is.EqualTo((byte)i));
            Assert.That(renumbered[descriptor.Length..].ToArray(), Is.EqualTo(payload[descriptor.Length..]));
            Assert.That(payload, Is.EqualTo(Vp8(5000 + i, (byte)(90 + i))), "others get the payload too");
        }

        // A packet that was overtaken does not set the numbers back.
        continuity.Renumber(Vp8(5100, 0), scratch);
        continuity.Begin();
        ReadOnlySpan<byte> third = continuity.Renumber(Vp8(7, 0), scratch);
        Vp8Descriptor.TryParse(third, out Vp8Descriptor after);
        Assert.That(after.PictureIdOf(third), Is.EqualTo((last + 301) % 32768));
    }

    [Test]
    public void APayloadWithoutNumbers_PassesAsItIs()
    {
        var continuity = new Vp8Continuity();
        byte[] payload = [0x10, 0x00, 0x9d];
        continuity.Begin();
        continuity.Renumber(payload, new byte[10]);
        continuity.Begin();
        Assert.That(continuity.Renumber(payload, new byte[10]) == payload, Is.True);
    }

    private static Codec Of(string name) => new(new PayloadType(96), name, 90_000);

    private static byte[] Vp8(int picture, byte baseLayer) =>
        [0x90, 0xE0, (byte)(0x80 | picture >> 8), (byte)picture, baseLayer, 0x20, 0x00, 7, 7, 7];
}
