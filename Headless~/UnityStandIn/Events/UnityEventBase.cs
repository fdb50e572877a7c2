using System;
using UnityStandIn;

namespace UnityEngine.Events
{
    /// <summary>What all UnityEvents share: the listeners that a scene or prefab holds.</summary>
    [Serializable]
    public abstract class UnityEventBase
    {
        [SavedAs("m_PersistentCalls")] private PersistentCalls _persistent = new PersistentCalls();

        public int GetPersistentEventCount() => _persistent.Calls.Count;

        public Object GetPersistentTarget(int index) => _persistent.Calls[index].Target;

        public string GetPersistentMethodName(int index) => _persistent.Calls[index].MethodName;

        public UnityEventCallState GetPersistentListenerState(int index) => _persistent.Calls[index].State;

        public void SetPersistentListenerState(int index, UnityEventCallState state) =>
            _persistent.Calls[index].State = state;

        /// <summary>Those added by code; the saved ones stay.</summary>
        public void RemoveAllListeners() => Forget();

        private protected abstract void Forget();

        private protected void InvokePersistent(params object[] arguments)
        {
            foreach (var call in _persistent.Calls) call.Invoke(arguments);
        }
    }
}
