namespace Sync.Engine.Tests.Harness;

/// <summary>The process was killed: nothing that the code under test knows how to handle.</summary>
public sealed class KilledException() : Exception("killed");
