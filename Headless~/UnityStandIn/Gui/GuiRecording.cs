#nullable enable
using System;
using System.Collections.Generic;

namespace UnityStandIn
{
    /// <summary>What a piece of GUI code drew, so that a test can read it: one line a control.</summary>
    public sealed class GuiRecording
    {
        [ThreadStatic] private static GuiRecording? _underWay;

        private readonly List<string> _lines = new List<string>();
        private readonly string? _pressed;

        private GuiRecording(string? pressed) => _pressed = pressed;

        /// <summary>Runs the code; the button with the label <paramref name="pressed"/> answers true.</summary>
        public static IReadOnlyList<string> Record(Action draw, string? pressed = null)
        {
            var before = _underWay;
            var recording = _underWay = new GuiRecording(pressed);
            try
            {
                draw();
            }
            finally
            {
                _underWay = before;
            }

            return recording._lines;
        }

        internal static void Add(string line) => _underWay?._lines.Add(line);

        internal static bool IsPressed(string label) => _underWay?._pressed == label;
    }
}
