using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Draws nothing, but <see cref="World.DrawGizmos"/> tells what would have been drawn.</summary>
    public sealed class Gizmos
    {
        public static Color color { get => Drawing.Color; set => Drawing.Color = value; }

        public static Matrix4x4 matrix { get => Drawing.Matrix; set => Drawing.Matrix = value; }

        private static GizmoDrawing Drawing => World.OnMain("Gizmos").Gizmos;

        public static void DrawLine(Vector3 from, Vector3 to) => Drawing.Add($"line {from} to {to}");

        public static void DrawRay(Vector3 from, Vector3 direction) => DrawLine(from, from + direction);

        public static void DrawSphere(Vector3 center, float radius) => Drawing.Add($"sphere {center} radius {radius}");

        public static void DrawWireSphere(Vector3 center, float radius) =>
            Drawing.Add($"wire sphere {center} radius {radius}");

        public static void DrawCube(Vector3 center, Vector3 size) => Drawing.Add($"cube {center} size {size}");

        public static void DrawWireCube(Vector3 center, Vector3 size) => Drawing.Add($"wire cube {center} size {size}");

        public static void DrawIcon(Vector3 center, string name) => Drawing.Add($"icon {center} {name}");

        public static void DrawIcon(Vector3 center, string name, bool allowScaling) => DrawIcon(center, name);
    }
}
