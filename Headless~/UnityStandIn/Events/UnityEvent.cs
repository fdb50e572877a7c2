using System;

namespace UnityEngine.Events
{
    /// <summary>An event whose listeners are chosen in the inspector or added by code; listeners of the file come
    /// first. An exception of a listener leaves Invoke, and the later ones are not called.</summary>
    [Serializable]
    public class UnityEvent : UnityEventBase
    {
        private UnityAction _listeners;

        public void AddListener(UnityAction call) => _listeners += call;

        public void RemoveListener(UnityAction call) => _listeners -= call;

        public void Invoke()
        {
            if (GetPersistentEventCount() > 0) InvokePersistent();
            _listeners?.Invoke();
        }

        private protected override void Forget() => _listeners = null;
    }

    /// <summary>An event with one argument.</summary>
    [Serializable]
    public class UnityEvent<T0> : UnityEventBase
    {
        private UnityAction<T0> _listeners;

        public void AddListener(UnityAction<T0> call) => _listeners += call;

        public void RemoveListener(UnityAction<T0> call) => _listeners -= call;

        public void Invoke(T0 arg0)
        {
            if (GetPersistentEventCount() > 0) InvokePersistent(arg0);
            _listeners?.Invoke(arg0);
        }

        private protected override void Forget() => _listeners = null;
    }

    /// <summary>An event with two arguments.</summary>
    [Serializable]
    public class UnityEvent<T0, T1> : UnityEventBase
    {
        private UnityAction<T0, T1> _listeners;

        public void AddListener(UnityAction<T0, T1> call) => _listeners += call;

        public void RemoveListener(UnityAction<T0, T1> call) => _listeners -= call;

        public void Invoke(T0 arg0, T1 arg1)
        {
            if (GetPersistentEventCount() > 0) InvokePersistent(arg0, arg1);
            _listeners?.Invoke(arg0, arg1);
        }

        private protected override void Forget() => _listeners = null;
    }

    /// <summary>An event with three arguments.</summary>
    [Serializable]
    public class UnityEvent<T0, T1, T2> : UnityEventBase
    {
        private UnityAction<T0, T1, T2> _listeners;

        public void AddListener(UnityAction<T0, T1, T2> call) => _listeners += call;

        public void RemoveListener(UnityAction<T0, T1, T2> call) => _listeners -= call;

        public void Invoke(T0 arg0, T1 arg1, T2 arg2)
        {
            if (GetPersistentEventCount() > 0) InvokePersistent(arg0, arg1, arg2);
            _listeners?.Invoke(arg0, arg1, arg2);
        }

        private protected override void Forget() => _listeners = null;
    }
}
