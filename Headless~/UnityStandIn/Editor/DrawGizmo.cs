using System;

namespace UnityEditor
{
    /// <summary>Marks only: nothing calls such methods here.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class DrawGizmo : Attribute
    {
        public Type drawnType;
        public GizmoType drawOptions;

        public DrawGizmo(GizmoType gizmo) => drawOptions = gizmo;

        public DrawGizmo(GizmoType gizmo, Type drawnGizmoType) : this(gizmo) => drawnType = drawnGizmoType;
    }
}
