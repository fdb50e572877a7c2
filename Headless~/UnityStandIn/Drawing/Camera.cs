namespace UnityEngine
{
    /// <summary>A component like any other: nothing is rendered.</summary>
    public sealed class Camera : Behaviour
    {
        public float fieldOfView { get; set; } = 60f;

        public float nearClipPlane { get; set; } = 0.3f;

        public float farClipPlane { get; set; } = 1000f;

        public Color backgroundColor { get; set; } = new Color(0.19f, 0.3f, 0.47f, 0f);

        public static Camera main
        {
            get
            {
                var tagged = GameObject.FindWithTag("MainCamera");
                return tagged == null ? null : tagged.GetComponent<Camera>();
            }
        }
    }
}
