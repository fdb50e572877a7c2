#nullable enable
namespace UnityStandIn
{
    /// <summary>Where in a frame coroutines go on.</summary>
    internal enum LoopStage
    {
        FixedUpdate,
        Update,
        EndOfFrame
    }
}
