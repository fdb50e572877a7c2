using System.Runtime.CompilerServices;

namespace UnityEngine
{
    internal static class Liveness
    {
        /// <summary>The check before every use of an object: it is the game thread of its world that asks, and the
        /// object is not destroyed.</summary>
        internal static T Live<T>(this T obj, [CallerMemberName] string member = "") where T : Object
        {
            if (!obj.World.IsMain) throw UnityStandIn.World.OffThread(member);
            if (obj.Destroyed)
                throw new MissingReferenceException(
                    $"{member}: this {obj.GetType().Name} was destroyed but is still used: compare with null first.");
            return obj;
        }
    }
}
