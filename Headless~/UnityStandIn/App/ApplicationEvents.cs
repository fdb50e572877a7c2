#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Who listens to <see cref="Application"/> in one world.</summary>
    internal sealed class ApplicationEvents
    {
        public Action? Quitting { get; set; }

        public Action<bool>? FocusChanged { get; set; }

        public Func<bool>? WantsToQuit { get; set; }

        public void RaiseQuitting(World world)
        {
            world.HasQuit = true;
            Quitting?.Invoke();
        }

        /// <summary>False when any listener objects.</summary>
        public bool MayQuit()
        {
            bool may = true;
            foreach (Func<bool> asked in WantsToQuit?.GetInvocationList() ?? Array.Empty<Delegate>()) may &= asked();
            return may;
        }
    }
}
