namespace Earshot.Server.Adapters;

/// <summary>A message to an endpoint, and how many bytes of it are media.</summary>
internal sealed record EgressMessage(byte[] Bytes, int MediaLength);
