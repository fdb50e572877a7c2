namespace Earshot.Server.Turn;

/// <summary>What an RTCIceServer carries beside its urls.</summary>
internal readonly record struct TurnCredential(string Username, string Credential);
