#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>What <see cref="Gizmos"/> drew, one line a shape.</summary>
    internal sealed class GizmoDrawing
    {
        private List<string> _lines = new List<string>();

        public Color Color { get; set; } = Color.white;

        public Matrix4x4 Matrix { get; set; } = Matrix4x4.identity;

        public IReadOnlyList<string> Lines => _lines;

        public void Begin()
        {
            _lines = new List<string>();
            (Color, Matrix) = (Color.white, Matrix4x4.identity);
        }

        public void Add(FormattableString shape) => _lines.Add(FormattableString.Invariant(shape));
    }
}
