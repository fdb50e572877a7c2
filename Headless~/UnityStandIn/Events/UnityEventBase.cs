using System;
using UnityStandIn;

namespace UnityEngine.Events
{
    /// <summary>What all UnityEvents share: the listeners that a scene or prefab holds.</summary>
    [Serializable]
    public abstract class UnityEventBase
    {
        [SavedAs("m_PersistentCalls")] internal PersistentCalls Persistent = new PersistentCalls();

        public int GetPersistentEventCount() => Persistent.Calls.Count;

        public Object GetPersistentTarget(int index) => Persistent.Calls[index].Target;

        public string GetPersistentMethodName(int index) => Persistent.Calls[index].MethodName;

        public UnityEventCallState GetPersistentListenerState(int index) => Persistent.Calls[index].State;

        public void SetPersistentListenerState(int index, UnityEventCallState state) =>
            Persistent.Calls[index].State = state;

        /// <summary>Those added by code; the saved ones stay.</summary>
        public void RemoveAllListeners() => Forget();

        private protected abstract void Forget();

        private protected void InvokePersistent(params object[] arguments)
        {
            foreach (var call in Persistent.Calls) call.Invoke(arguments);
        }
    }
}
