#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;

namespace Earshot.Rtc.Sdp
{
    /// <summary>Reads a <see cref="SessionDescription"/> line by line and stops at the first problem. Attributes that
    /// Earshot reads are checked here, so that whoever asks for them later gets them or knows that there are
    /// none.</summary>
    internal sealed class SdpParser
    {
        /// <summary>Characters. Chrome spends 5,000 on a video section that offers all its codecs.</summary>
        private const int MaxLength = 1 << 20;

        /// <summary>Stopped sections are never taken away, so that a long session has many.</summary>
        private const int MaxSections = 1000;

        private const int ShownCharacters = 60;

        private readonly string _sdp;
        private readonly HashSet<string> _mids = new HashSet<string>();
        private int _next;
        private int _number;
        private string _line = "";
        private string _error = "";

        private SdpParser(string sdp) => _sdp = sdp;

        private char Type => _line[0];

        private string Value => _line.Substring(2);

        public static bool TryParse(string sdp, out SessionDescription? description, out string error)
        {
            var parser = new SdpParser(sdp);
            bool isParsed = parser.TryRead(out description);
            error = parser._error;
            return isParsed;
        }

        private bool TryRead(out SessionDescription? description)
        {
            description = null;
            if (_sdp.Length > MaxLength)
            {
                _error = $"SDP: its {_sdp.Length} characters are more than the {MaxLength} that are read.";
                return false;
            }

            if (!TryReadBeginning(out SessionDescription? session)) return false;
            MediaDescription? section = null;
            while (TryNextLine())
            {
                bool isTaken = Type switch
                {
                    'm' => TryTakeMedia(session!, out section),
                    'a' => TryTakeAttribute(section?.Attributes ?? session!.Attributes, isOfSection: section != null),
                    _ when section != null => TryTakeOther("icbk", section.OtherLines),
                    _ => TryTakeOther("iuepcbtrzk", session!.OtherLines),
                };
                if (!isTaken) return false;
            }

            if (_error.Length > 0) return false;
            description = session;
            return true;
        }

        private bool TryReadBeginning(out SessionDescription? session)
        {
            session = null;
            if (!TryNextLine('v')) return false;
            if (Value != "0") return Refuse("is not version 0");
            if (!TryNextLine('o')) return false;
            if (!Origin.TryParse(Value, out Origin origin))
                return Refuse("is not a user name, session id, version, network type, address type and address");
            if (!TryNextLine('s')) return false;
            session = new SessionDescription(origin, Value);
            return true;
        }

        private bool TryTakeMedia(SessionDescription session, out MediaDescription? section)
        {
            section = null;
            string[] fields = Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0) return Refuse("lacks a kind of media");
            if (fields.Length == 1) return Refuse("lacks a port");
            if (!TryParseNumber(fields[1], ushort.MaxValue, out long port))
                return Refuse("has a port that is not a number from 0 to 65535");
            if (fields.Length == 2) return Refuse("lacks a protocol");
            if (fields.Length == 3) return Refuse("lacks formats");
            if (session.Media.Count == MaxSections)
                return Refuse($"is one more than the {MaxSections} sections that are read");
            var formats = new List<string>(fields.Length - 3);
            for (int i = 3; i < fields.Length; i++) formats.Add(fields[i]);
            section = new MediaDescription(session, fields[0], (int)port, fields[2], formats);
            session.Append(section);
            return true;
        }

        private bool TryTakeOther(string allowed, IList<string> lines)
        {
            if (allowed.IndexOf(Type) < 0) return Refuse("has a type letter that does not belong there");
            lines.Add(_line);
            return true;
        }

        private bool TryTakeAttribute(AttributeList attributes, bool isOfSection)
        {
            if (!SdpAttribute.TryParse(Value, out SdpAttribute attribute)) return Refuse("lacks a name");
            string? problem = ProblemOf(attribute.Name, attribute.Value ?? "");
            if (problem != null) return Refuse(problem);
            if (attribute.Name == "mid" && isOfSection && !_mids.Add(attribute.Value!))
                return Refuse("names a mid that another section already has");
            attributes.Add(attribute);
            return true;
        }

        private static string? ProblemOf(string name, string value)
        {
            switch (name)
            {
                case "mid" when value.Length == 0 || value.IndexOf(' ') >= 0:
                    return "is not one word";
                case "setup" when !AttributeList.TryParseSetup(value, out _):
                    return "is neither active, passive nor actpass";
                case "fingerprint" when !AttributeList.TryParseFingerprint(value, out _):
                    return "is not a hash function, a space and hex bytes joined by colons";
                case "ice-ufrag" when value.Length < 4 || value.Length > 256:
                    return "is not 4 to 256 characters";
                case "ice-pwd" when value.Length < 22 || value.Length > 256:
                    return "is not 22 to 256 characters";
                case "rtpmap" when !CodecLines.IsRtpMap(value):
                    return "is not a payload type, a space and a name/clock rate";
                case "fmtp" when !CodecLines.IsOfPayloadType(value, mayBeAll: false):
                    return "is not a payload type, a space and parameters";
                case "rtcp-fb" when !CodecLines.IsOfPayloadType(value, mayBeAll: true):
                    return "is not a payload type or *, a space and a feedback type";
                case "extmap" when !HeaderExtension.TryParse(value, out _):
                    return "is not a number, a space and a URI";
                case "ssrc" when !MediaSource.TryParseLine(value, out _, out _):
                    return "is not a 32 bit number, a space and an attribute";
                case "ssrc-group" when !SsrcGroup.TryParse(value, out _):
                    return "is not a word and 32 bit numbers";
                case "sctp-port" when !TryParseNumber(value, ushort.MaxValue, out _):
                    return "is not a number from 0 to 65535";
                case "max-message-size" when !TryParseNumber(value, long.MaxValue, out _):
                    return "is not a number";
                default:
                    return null;
            }
        }

        private static bool TryParseNumber(string digits, long max, out long number) =>
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

        private bool TryNextLine(char expected)
        {
            if (TryNextLine()) return Type == expected || Refuse($"stands where {expected}= must stand");
            if (_error.Length == 0) _error = $"SDP line {_number + 1}: the text ends where {expected}= must stand.";
            return false;
        }

        /// <summary>False at the end of the text, or with an error when what follows is not a line of SDP.</summary>
        private bool TryNextLine()
        {
            if (_next >= _sdp.Length) return false;
            int end = _sdp.IndexOf('\n', _next);
            if (end < 0) end = _sdp.Length;
            int last = end > _next && _sdp[end - 1] == '\r' ? end - 1 : end;
            _line = _sdp.Substring(_next, last - _next);
            _next = end + 1;
            _number++;
            if (_line.Length < 2 || _line[1] != '=') return Refuse("is not a letter, an equals sign and a value");
            return _line.IndexOf('\r') < 0 && _line.IndexOf('\0') < 0 || Refuse("has a CR or NUL within");
        }

        private bool Refuse(string problem)
        {
            string shown = _line.Length <= ShownCharacters ? _line : _line.Substring(0, ShownCharacters) + "…";
            _error = $"SDP line {_number}: '{shown.Replace('\r', ' ')}' {problem}.";
            return false;
        }
    }
}
