using System.Globalization;
using Sync.ConnectorKit.OAuth;

namespace Sync.ConnectorKit;

/// <summary>A connector's facts as data: the connect form, the docs, the planner and the tests all read them.</summary>
public sealed record ConnectorDescriptor
{
    /// <summary>Lower-case name that is typed and stored, such as <c>alleaves</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name as people write it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the owner fills in, in the order of the form.</summary>
    public required IReadOnlyList<SettingField> Fields { get; init; }

    /// <summary>The streams it yields.</summary>
    public required IReadOnlyList<StreamDescriptor> Streams { get; init; }

    /// <summary>How it proves who it is.</summary>
    public required AuthKind Auth { get; init; }

    /// <summary>How an owner signs in at the POS; null where that is not how it is done.</summary>
    public OAuthDescriptor? OAuth { get; init; }

    /// <summary>How fast it may ask.</summary>
    public required RateBudget Budget { get; init; }

    /// <summary>How fast it may ask, where the settings decide that; null where <see cref="Budget"/> always holds.</summary>
    public Func<ConnectionSettings, RateBudget>? BudgetFor { get; init; }

    /// <summary>What a connection with these settings, the secret ones left out, is called, where they say; null where <see cref="DisplayName"/> always holds.</summary>
    public Func<IReadOnlyDictionary<string, string>, string?>? NameFor { get; init; }

    /// <summary>
    /// Whether the accounts that a check finds now (<see cref="CheckReport.Accounts"/>, the latter list) are others than those that it
    /// found before, so that their records must not be mixed with what is stored; null where nobody can tell, since what accounts are
    /// told by does not last (an address, a mark of the credentials).
    /// </summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>, bool>? IsOtherAccount { get; init; }

    /// <summary>For a POS whose accounts have ids that last: none of those that were reached is reached any more. False where one side is not known.</summary>
    public static bool AreApart(IReadOnlyList<string> before, IReadOnlyList<string> now) => before.Count > 0 && now.Count > 0 && !before.Intersect(now).Any();

    /// <summary>What the owner is asked to allow, in the POS's words; empty where it has no such thing.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>How far back the POS lets one read; null where all of the past can be read.</summary>
    public TimeSpan? HistoryLimit { get; init; }

    /// <summary>The one of <see cref="Scopes"/> that lifts <see cref="HistoryLimit"/>; null where nothing does.</summary>
    public string? AllHistoryWith { get; init; }

    /// <summary>Whether the cron runs it; false for what somebody must bring, such as a file.</summary>
    public bool Scheduled { get; init; } = true;

    /// <summary>
    /// The setting by which every connector that can narrow a first read of orders is told from when on: so many days before now.
    /// One without such a field reads all that there is.
    /// </summary>
    public const string HistoryDays = "historyDays";

    /// <summary>The settings with which orders without a cursor are read from an instant on, where the connector can narrow them; else as they are.</summary>
    /// <param name="settings">The connection's.</param>
    /// <param name="since">From when on orders are wanted.</param>
    /// <param name="now">Now.</param>
    public ConnectionSettings ReadingFrom(ConnectionSettings settings, DateTimeOffset since, DateTimeOffset now) =>
        NarrowsHistory ? settings.With(HistoryDays, Math.Max(1, (int)Math.Ceiling((now - since).TotalDays)).ToString(CultureInfo.InvariantCulture)) : settings;

    /// <summary>Whether a first read of orders can be narrowed.</summary>
    public bool NarrowsHistory => Fields.Any(f => f is { Name: HistoryDays, Kind: SettingKind.Number });

    /// <summary>What the POS of a connection with these settings is called.</summary>
    /// <param name="given">The settings; secret ones may be missing.</param>
    public string NameOf(IReadOnlyDictionary<string, string> given) => NameFor?.Invoke(given) ?? DisplayName;

    /// <summary>How fast a connection with these settings may ask: what its <see cref="Http.PosHttp"/> is built from.</summary>
    public RateBudget BudgetOf(ConnectionSettings settings) => BudgetFor?.Invoke(settings) ?? Budget;
}
