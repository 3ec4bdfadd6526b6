namespace Sync.Simulator;

/// <summary>A request that the simulator got.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers, int Status);
