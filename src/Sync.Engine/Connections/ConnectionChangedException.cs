namespace Sync.Engine.Connections;

/// <summary>Somebody has changed a connection since the caller has read it; the message says what. Nothing was saved.</summary>
public sealed class ConnectionChangedException(string message) : Exception(message);
