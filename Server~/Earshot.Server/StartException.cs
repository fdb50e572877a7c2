using System;

namespace Earshot.Server;

/// <summary>The server could not start; the message is a sentence for whoever started it.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
