using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A component that can be switched off.</summary>
    public class Behaviour : Component
    {
        [SavedAs("m_Enabled")] private bool _enabled = true;

        public bool enabled
        {
            get => this.Live()._enabled;
            set
            {
                this.Live();
                _enabled = value;
                Settle();
            }
        }

        public bool isActiveAndEnabled => this.Live().ShouldBeOn;

        /// <summary>Between OnEnable and OnDisable.</summary>
        internal bool IsOn { get; private set; }

        private bool ShouldBeOn => _enabled && !IsDying && Owner.IsActiveInHierarchy;

        internal sealed override void Settle()
        {
            bool on = IsAwake && ShouldBeOn;
            if (on == IsOn) return;
            IsOn = on;
            if (on) SwitchOn();
            else SwitchOff();
        }

        internal virtual void SwitchOn()
        {
        }

        internal virtual void SwitchOff()
        {
        }
    }
}
