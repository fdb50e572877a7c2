using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class InspectorTests
{
    [Test]
    public void ACustomEditor_DrawsItsTarget()
    {
        using var game = new SimulatedWorld();
        game.Run(() =>
        {
            var meter = new GameObject("A").AddComponent<Meter>();
            meter.Level = 0.5f;
            Assert.That(Inspector.Draw(meter),
                Is.EqualTo(new[] { "Level: 0.5", "Warning: Too loud", "level [50 %]", "[Reset]" }));
            Inspector.Draw(meter, "Reset");
            Assert.That(meter.Level, Is.EqualTo(0f));
        });
    }

    [Test]
    public void Gizmos_TellWhatTheyWouldDraw()
    {
        using var game = new SimulatedWorld();
        game.Run(() => new GameObject("A").AddComponent<Meter>());
        Assert.That(game.World.DrawGizmos(), Is.EqualTo(new[] { "wire sphere (0.00, 0.00, 0.00) radius 2" }));
    }

    private sealed class Meter : MonoBehaviour
    {
        public float Level;

        private void OnDrawGizmosSelected() => Gizmos.DrawWireSphere(transform.position, 2f);
    }

    [CustomEditor(typeof(Meter))]
    private sealed class MeterEditor : Editor
    {
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            EditorGUILayout.HelpBox("Too loud", MessageType.Warning);
            EditorGUI.ProgressBar(GUILayoutUtility.GetRect(100f, 18f), ((Meter)target).Level, "level");
            if (GUILayout.Button("Reset")) ((Meter)target).Level = 0f;
        }
    }
}
