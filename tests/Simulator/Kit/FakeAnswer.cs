namespace Sync.Simulator.Kit;

/// <summary>What a fake answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON.</param>
public sealed record FakeAnswer(int Status, byte[] Body)
{
    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
