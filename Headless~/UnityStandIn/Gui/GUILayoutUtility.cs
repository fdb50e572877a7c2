namespace UnityEngine
{
    public class GUILayoutUtility
    {
        public static Rect GetRect(float width, float height) => new Rect(0f, 0f, width, height);

        public static Rect GetRect(float width, float height, params GUILayoutOption[] options) =>
            GetRect(width, height);
    }
}
