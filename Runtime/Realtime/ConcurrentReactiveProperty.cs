#nullable enable
using System;
using System.Collections.Generic;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A reactive property that may be set, read and subscribed to on any thread, which UniRx's own may not.
    /// Observers are told on a thread that sets it, under no lock and one value at a time; of values set in quick
    /// succession by several threads they are sure to see the last.</summary>
    public sealed class ConcurrentReactiveProperty<T> : IReadOnlyReactiveProperty<T>
    {
        private readonly object _gate = new object();
        private readonly BehaviorSubject<T> _told;
        private T _value;
        private bool _isTelling;

        public ConcurrentReactiveProperty(T initial)
        {
            _value = initial;
            _told = new BehaviorSubject<T>(initial);
        }

        /// <summary>Always true.</summary>
        public bool HasValue => true;

        /// <summary>The latest value. Setting an equal one tells nobody.</summary>
        public T Value
        {
            get
            {
                lock (_gate) return _value;
            }
            set => Update(_ => value);
        }

        public IDisposable Subscribe(IObserver<T> observer) => _told.Subscribe(observer);

        /// <summary>Replaces the value by one computed from it, in one step. <paramref name="change"/> runs under the
        /// property's lock: it only computes.</summary>
        public void Update(Func<T, T> change)
        {
            lock (_gate)
            {
                _value = change(_value);
                if (_isTelling) return;
                _isTelling = true;
            }

            Tell();
        }

        private void Tell()
        {
            while (true)
            {
                T value;
                lock (_gate)
                {
                    value = _value;
                    if (EqualityComparer<T>.Default.Equals(_told.Value, value))
                    {
                        _isTelling = false;
                        return;
                    }
                }

                try
                {
                    _told.OnNext(value);
                }
                catch
                {
                    lock (_gate) _isTelling = false;
                    throw;
                }
            }
        }
    }
}
