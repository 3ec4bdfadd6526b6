using System.Collections.Concurrent;

namespace Sync.Simulator.Kit;

/// <summary>A POS that behaves, on a free port of this machine, and knows the truth it tells.</summary>
public interface IFakePos : ITruthSource
{
    /// <summary>What an owner would fill in to connect to it; secrets in clear.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Where it is open.</summary>
    string Url => Settings["baseUrl"];

    /// <summary>What goes wrong. A fault's path is the end of a request's path; <see cref="Fault.Page"/> is not used here, <see cref="Fault.Skip"/> and <see cref="Fault.When"/> are.</summary>
    FaultPlan Faults { get; }

    /// <summary>What was asked, in order of the answers.</summary>
    ConcurrentQueue<SeenRequest> Requests { get; }

    /// <summary>The most requests that were under way at once.</summary>
    int MostInFlight { get; }

    /// <summary>Of the rate that the POS publishes, how much was asked for since the first request; null where it publishes none or too little was asked to tell.</summary>
    double? ShareOfRate => null;

    /// <summary>Whether a request asks for records, and not for a log-in or a look-up of the shop's own facts, which each new connection makes.</summary>
    bool IsPage(SeenRequest request) => true;

    /// <summary>Whether a request asks for more of one record's own list, such as an order's lines beyond the first hundred.</summary>
    bool IsNested(SeenRequest request) => false;

    /// <summary>Takes away the permission to read records of a kind; what is signed already may have to be signed anew.</summary>
    /// <param name="records"><c>customers</c>, <c>orders</c>, <c>products</c> or <c>inventory</c>.</param>
    void Forbid(string records);

    /// <summary>Closes a location, as its POS tells it; what was sold there was sold.</summary>
    /// <param name="id">Its id.</param>
    void CloseLocation(string id) => Truth.Locations.Remove(Truth.Locations.Single(l => l.Id == id));

    /// <summary>Makes every access token stale; a refresh or log-in gives a good one again.</summary>
    void ExpireTokens();

    /// <summary>Takes the grant away, as an owner does who removes the app: no refresh, no log-in, no old token helps.</summary>
    void RevokeGrant();

    /// <inheritdoc />
    IReadOnlyDictionary<string, string> ITruthSource.SettingsFor(string records) => Settings;
}
