#nullable enable
using System;
using System.Collections.Generic;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>Something that is held while anybody subscribes: the first subscriber acquires it, later ones are told
    /// the latest value at once, and when the last one disposes it is released and its value forgotten. It neither ends
    /// nor fails. Observers are told on the thread where it happened, one value at a time. Any thread.</summary>
    internal sealed class Acquired<T> : IObservable<T>
    {
        private readonly Func<Action<T>, IDisposable> _acquire;
        private readonly bool _repeatsLatest;
        private readonly object _gate = new object();
        private readonly object _telling = new object();
        private readonly List<IObserver<T>> _observers = new List<IObserver<T>>();
        private IDisposable? _held;
        private int _acquisition;
        private bool _hasValue;
        private T _value = default!;

        /// <param name="acquire">Begins; it is given what to tell values with. Its result releases.</param>
        /// <param name="repeatsLatest">True for values that hold until the next one, false for mere news.</param>
        public Acquired(Func<Action<T>, IDisposable> acquire, bool repeatsLatest = true)
        {
            _acquire = acquire;
            _repeatsLatest = repeatsLatest;
        }

        public IDisposable Subscribe(IObserver<T> observer)
        {
            bool isFirst;
            int acquisition;
            lock (_telling)
            {
                bool hasValue;
                lock (_gate)
                {
                    _observers.Add(observer);
                    isFirst = _observers.Count == 1;
                    if (isFirst) _acquisition++;
                    acquisition = _acquisition;
                    hasValue = _hasValue;
                }

                if (hasValue) observer.OnNext(_value);
            }

            if (isFirst) Hold(_acquire(value => Tell(acquisition, value)), acquisition);
            return Disposable.Create(() => Remove(observer));
        }

        private void Hold(IDisposable held, int acquisition)
        {
            lock (_gate)
            {
                if (acquisition == _acquisition && _observers.Count > 0)
                {
                    _held = held;
                    return;
                }
            }

            held.Dispose(); // let go of before it was had
        }

        private void Tell(int acquisition, T value)
        {
            lock (_telling)
            {
                IObserver<T>[] observers;
                lock (_gate)
                {
                    if (acquisition != _acquisition) return;
                    _value = value;
                    _hasValue = _repeatsLatest;
                    observers = _observers.ToArray();
                }

                foreach (IObserver<T> observer in observers) observer.OnNext(value);
            }
        }

        private void Remove(IObserver<T> observer)
        {
            IDisposable? released = null;
            lock (_gate)
            {
                if (!_observers.Remove(observer) || _observers.Count > 0) return;
                released = _held;
                _held = null;
                _acquisition++;
                _hasValue = false;
                _value = default!;
            }

            released?.Dispose();
        }
    }
}
