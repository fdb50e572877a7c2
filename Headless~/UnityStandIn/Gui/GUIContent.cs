namespace UnityEngine
{
    public class GUIContent
    {
        public static GUIContent none = new GUIContent("");

        public GUIContent() : this("")
        {
        }

        public GUIContent(string text) : this(text, "")
        {
        }

        public GUIContent(string text, string tooltip)
        {
            this.text = text;
            this.tooltip = tooltip;
        }

        public string text { get; set; }

        public string tooltip { get; set; }

        public override string ToString() => text;
    }
}
