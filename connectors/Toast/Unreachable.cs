using Sync.ConnectorKit;

namespace Sync.Connectors.Toast;

/// <summary>
/// The restaurants that one read cannot reach: closed, or not connected to the credentials any more. The others are read all
/// the same; where none is left, the read fails with what Toast said.
/// </summary>
internal sealed class Unreachable(int restaurants)
{
    private readonly Dictionary<string, FixSettingsException> reasons = [];

    public IReadOnlyList<string> Warnings => [.. reasons.Select(r => $"restaurant {r.Key} was left out: {r.Value.OwnerMessage}")];

    public IReadOnlyCollection<string> Restaurants => reasons.Keys;

    public bool Has(string guid) => reasons.ContainsKey(guid);

    /// <summary>What was asked; null where the restaurant cannot be reached and there are others.</summary>
    public async Task<T?> TryAsync<T>(string guid, Func<Task<T>> attempt) where T : class?
    {
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (reasons.ContainsKey(guid) || reasons.Count + 1 < restaurants)
        {
            reasons[guid] = e;
            return null;
        }
    }
}
