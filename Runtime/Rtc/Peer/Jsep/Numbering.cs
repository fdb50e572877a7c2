#nullable enable
namespace Earshot.Rtc
{
    /// <summary>What the numbers in this peer's descriptions and packets mean, on all sections alike.</summary>
    internal sealed class Numbering
    {
        public HeaderExtensionMap Extensions { get; }

        public PayloadTypeMap PayloadTypes { get; }

        public Numbering()
            : this(new HeaderExtensionMap(), new PayloadTypeMap())
        {
        }

        private Numbering(HeaderExtensionMap extensions, PayloadTypeMap payloadTypes)
        {
            Extensions = extensions;
            PayloadTypes = payloadTypes;
        }

        /// <summary>The numbering as it is now, to go back to.</summary>
        public Numbering Copy() => new Numbering(Extensions.Copy(), PayloadTypes.Copy());
    }
}
