using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Profiles;

namespace Sync.Connectors.Alleaves;

/// <summary>What Alleaves is, as data.</summary>
internal static class AlleavesDescriptor
{
    // The rate limit of the live service is not known: one request at a time there.
    private static readonly RateBudget Reference = new(4);
    private static readonly RateBudget Live = new(1);

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "alleaves",
        DisplayName = "Alleaves",
        Auth = AuthKind.PasswordLogin,
        IsOtherAccount = IsOtherPlace,
        Budget = Reference,
        BudgetFor = settings => settings.Text(Settings.Profile) == LiveProfile.Name ? Live : Reference,
        Streams =
        [
            new StreamDescriptor(PosStream.Customers, ReadStyle.Whole) { CarriesDeletes = true },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Window)
            {
                CarriesDeletes = true,
                NewestFirst = true,
                NewestFirstWhere = "where Alleaves lists them so; else the last 30 days first, then the oldest",
            },
            new StreamDescriptor(PosStream.Products, ReadStyle.Whole) { CarriesDeletes = true },
        ],
        Fields =
        [
            new(Settings.Username, "User name", "The name you sign in to Alleaves with.") { Required = true },
            new(Settings.Password, "Password", "The password you sign in to Alleaves with, without the PIN.") { Required = true, Secret = true },
            new(Settings.Pin, "PIN", "The PIN you enter after signing in. Leave it empty if you have none.") { Secret = true },
            new(Settings.LocationId, "Location id", "The number of your shop at Alleaves. Leave it empty if your log-in belongs to one shop."),
            new(Settings.Profile, "API", $"Which form of the API to speak: '{ReferenceProfile.Name}', or '{LiveProfile.Name}' for app.alleaves.com.")
            {
                Default = ReferenceProfile.Name,
                Choices = [ReferenceProfile.Name, LiveProfile.Name],
                DecidesWhere = true,
            },
            new(Settings.BaseUrl, "Address", $"Where the API is. Left empty: {ReferenceProfile.DefaultBaseUrl}, or {LiveProfile.DefaultBaseUrl} for '{LiveProfile.Name}'.")
            {
                Kind = SettingKind.Url,
            },
            new(Settings.HistoryDays, "Days of history", "How many days of past orders to fetch. Left empty: all of them.") { Kind = SettingKind.Number },
            new(Settings.LookBackDays, "Days read again", "How many days back each sync reads orders again, for edits and refunds.")
            {
                Kind = SettingKind.Number,
                Default = "90",
            },
            new(Settings.StatusWords, "Words of order states",
                "What further words in an order's status mean, such as 'settled=completed, layaway=open'. A sync warns of words that it does not know."),
            new(Settings.Potency, "THC and CBD", $"What the numbers are: '{Settings.Percent}', or '{Settings.Milligrams}', which are then left out of the fields that hold a percentage.")
            {
                // Which, depends on the product (UNVERIFIED).
                Default = Settings.Percent,
                Choices = [Settings.Percent, Settings.Milligrams],
            },
            new(Settings.Times, "Times", $"What times without an offset are in: '{Settings.StoreTime}' for the shop's own time, or '{Settings.Utc}'.")
            {
                // Not known (UNVERIFIED); those of the reference's example state theirs.
                Default = Settings.StoreTime,
                Choices = [Settings.StoreTime, Settings.Utc],
            },
            new(Settings.PartnerId, "Partner id", "Sent as X-Partner-ID if Alleaves gave you one."),
        ],
    };

    // The address may change its name; a location is another one only beside the same address. A shop may use another log-in than before.
    private static bool IsOtherPlace(IReadOnlyList<string> before, IReadOnlyList<string> now) =>
        before is [var was] && now is [var found] && was != found && PlaceOf(was) is { } place && PlaceOf(found) is { } other
        && was[..^place.Length] == found[..^other.Length];

    private static string? PlaceOf(string account) => account[(account.LastIndexOf('/') + 1)..] is var last && last.StartsWith(AlleavesClient.LogInMark, StringComparison.Ordinal) ? null : last;
}
