#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>What belongs to one pair of credentials (https://www.rfc-editor.org/rfc/rfc8445#section-9): a restart
    /// makes another beside it, and this one carries on until the other has a path.</summary>
    internal sealed class Generation
    {
        public Generation(
            IRandom random, IceCredentials local, IceRole role, bool lite, Relays relays, EarlyChecks early)
        {
            Local = local;
            Early = early;
            Exchange = new BindingExchange(random, local) { Role = role };
            Mode = lite ? (IIceMode)new LiteAgent(Exchange) : new FullAgent(Exchange, random, relays, early);
        }

        /// <summary>What the other side must sign its checks with.</summary>
        public IceCredentials Local { get; }

        /// <summary>What we sign ours with; default until signalled.</summary>
        public IceCredentials Remote { get; private set; }

        /// <summary>Checks by those whose credentials are not known yet: perhaps of the next generation.</summary>
        public EarlyChecks Early { get; }

        public BindingExchange Exchange { get; }

        public IIceMode Mode { get; }

        /// <summary>Takes the other side's credentials; a lite agent those of a restart, too.</summary>
        public void SetRemote(Instant now, IceCredentials credentials, bool remoteIsLite)
        {
            Remote = credentials;
            Exchange.SetRemote(credentials);
            Mode.HandleRemote(now, remoteIsLite);
        }

        /// <summary>True when a request is meant for this generation: 2 when its sender is the one we know, 1 when it
        /// may be; 0 when it is not.</summary>
        public int Fits(in StunMessage request) =>
            !Exchange.IsForUs(request, out ReadOnlySpan<byte> sender) ? 0 : Exchange.IsRemoteUfrag(sender) ? 2 : 1;
    }
}
