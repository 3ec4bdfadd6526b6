using Sync.ConnectorKit;

namespace Sync.Connectors.Toast;

/// <summary>
/// The restaurants that one read cannot reach: closed, or not connected to the credentials any more. The others are read all
/// the same; where none is left, the read fails with what Toast said.
/// </summary>
internal sealed class Unreachable(int restaurants)
{
    private const string GoneForGood = " If you do not run it any more, take it out of the setting 'Restaurant GUIDs'.";
    private const string ConnectAgain = " Where you do run it, check its GUID, and have Toast connect it to these credentials.";

    private readonly Dictionary<string, FixSettingsException> reasons = [];

    /// <summary>For the owner: which restaurants were not read, why, and what to do; null where all were.</summary>
    public string? Withheld => reasons.Count == 0 ? null
        : string.Join(' ', reasons.Select(r => $"Restaurant {r.Key} was not read; nothing of it was removed. {r.Value.OwnerMessage}")) + GoneForGood;

    /// <summary>For the owner who tries a connection: which restaurants cannot be read, why, and what to do; empty where all can.</summary>
    public string Named => reasons.Count == 0 ? ""
        : string.Concat(reasons.GroupBy(r => r.Value.OwnerMessage, r => r.Key).Select(g => $" Not read: restaurant {string.Join(", ", g)}. {g.Key}")) + GoneForGood + ConnectAgain;

    /// <summary>The first refusal.</summary>
    public FixSettingsException First => reasons.Values.First();

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
