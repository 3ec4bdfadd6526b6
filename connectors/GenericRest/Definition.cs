using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.GenericRest;

/// <summary>A POS as its definition describes it. Holds no secret.</summary>
internal sealed record Definition
{
    /// <summary>What a POS is called whose definition does not name it.</summary>
    public const string Nameless = "The POS";

    public string Name { get; init; } = Nameless;

    /// <summary>Null where each shop has its own, given as a setting.</summary>
    public string? BaseUrl { get; init; }

    public AuthRules Auth { get; init; } = new();

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public RateBudget? Rate { get; init; }

    public required IReadOnlyDictionary<PosStream, StreamRules> Streams { get; init; }
}

internal enum AuthKinds { None, Header, Basic, Bearer, ClientCredentials }

/// <summary>How requests are signed; the secret itself is a setting.</summary>
internal sealed record AuthRules
{
    public AuthKinds Kind { get; init; }

    /// <summary>The header that carries the key.</summary>
    public string Header { get; init; } = "X-Api-Key";

    /// <summary>What stands before the key, such as <c>Token </c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where a token is had: an https address, or a path under the base URL.</summary>
    public string TokenUrl { get; init; } = "/oauth/token";

    public string? Scope { get; init; }

    /// <summary>Whether the client id and secret go into the body rather than into a header (RFC 6749, 2.3.1 allows both).</summary>
    public bool InBody { get; init; }
}

/// <summary>How one stream is asked for, and where in its answers things stand.</summary>
internal sealed record StreamRules
{
    public bool Post { get; init; }

    public required string Path { get; init; }

    /// <summary>Sent with each request as they are.</summary>
    public IReadOnlyDictionary<string, JsonElement> Query { get; init; } = new Dictionary<string, JsonElement>();

    public PagingRules Paging { get; init; } = new();

    public required JsonPath Records { get; init; }

    public required IReadOnlyDictionary<string, JsonPath> Fields { get; init; }

    public IReadOnlyDictionary<string, JsonPath> Lines { get; init; } = new Dictionary<string, JsonPath>();

    /// <summary>Fields that are the same on every record.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>The POS's words for what became of an order; <c>*</c> for all others.</summary>
    public IReadOnlyDictionary<string, OrderStatus> Statuses { get; init; } = new Dictionary<string, OrderStatus>();

    public IReadOnlyDictionary<string, OrderType> Types { get; init; } = new Dictionary<string, OrderType>();

    /// <summary>Whether amounts are whole minor units (1250) rather than major ones (12.50).</summary>
    public bool MinorAmounts { get; init; }

    public TimeRules Dates { get; init; } = new();

    /// <summary>Null where one cannot ask for what changed: then all is read each time.</summary>
    public SinceRules? Since { get; init; }

    public DeletedRules? Deleted { get; init; }

    /// <summary>Another one for each other wording of what the stream goes by.</summary>
    public required string Mark { get; init; }
}

internal enum PagingKinds { None, Page, Offset, Cursor, NextLink }

/// <summary>How one gets from page to page.</summary>
internal sealed record PagingRules
{
    public PagingKinds Kind { get; init; }

    /// <summary>The parameter that says which page, from where on, or after which cursor.</summary>
    public string? Parameter { get; init; }

    /// <summary>The parameter that says how many; null where it is not asked for.</summary>
    public string? SizeParameter { get; init; }

    public int Size { get; init; } = 100;

    /// <summary>The number of the first page.</summary>
    public int First { get; init; } = 1;

    /// <summary>Where an answer has the cursor or the link of the next page.</summary>
    public JsonPath? Next { get; init; }

    /// <summary>Where an answer says how many records there are on all pages.</summary>
    public JsonPath? Total { get; init; }

    /// <summary>Where an answer says whether there is a next page.</summary>
    public JsonPath? More { get; init; }
}

/// <summary>How one asks for what changed.</summary>
internal sealed record SinceRules(string Parameter, TimeRules Times)
{
    /// <summary>How far before the last read the next one begins: for late records, and for clocks that differ.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What tells that a record is gone: a field that is there and true, or one of these words.</summary>
internal sealed record DeletedRules(JsonPath Path, IReadOnlyList<string> Values);

internal enum TimeForms { Iso, UnixSeconds, UnixMilliseconds, Custom }

/// <summary>How a POS writes times.</summary>
internal sealed record TimeRules
{
    // The last second of the year 9000: what is later is no time of a sale, and would lead out of the calendar.
    private const long LastSecond = 221_845_392_000;

    public TimeForms Form { get; init; }

    /// <summary>For <see cref="TimeForms.Custom"/>.</summary>
    public TimePattern? Pattern { get; init; }

    /// <summary>Whose wall clock shows times without an offset; null for the shop's.</summary>
    public StoreClock? Clock { get; init; }

    /// <summary>The instant; null where it is none.</summary>
    public DateTimeOffset? Read(JsonElement value, StoreClock shop) => Form switch
    {
        TimeForms.Iso => value.ValueKind == JsonValueKind.String ? WireTime.Parse(value.GetString(), Clock ?? shop) : null,
        TimeForms.Custom => value.ValueKind == JsonValueKind.String ? Custom(value.GetString()!, Clock ?? shop) : null,
        _ => Wire.Number(value) is { } number ? Unix(number) : null,
    };

    /// <summary>An instant as the POS wants it, not later than it is.</summary>
    public string Write(DateTimeOffset at, StoreClock shop) => Form switch
    {
        TimeForms.UnixSeconds => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        TimeForms.UnixMilliseconds => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        TimeForms.Custom => Pattern!.Write(at, a => Wall(a, Clock ?? shop)),
        _ => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };

    // A wall clock time that occurs twice would be read as the later one by some: it is asked from before that hour on.
    private static DateTime Wall(DateTimeOffset at, StoreClock clock)
    {
        while (clock.Zone.IsAmbiguousTime(at)) at -= TimeSpan.FromHours(1);
        return TimeZoneInfo.ConvertTime(at, clock.Zone).DateTime;
    }

    private DateTimeOffset? Custom(string text, StoreClock clock)
    {
        if (!Pattern!.TryRead(text, DateTimeStyles.None, out var time) || time.Year is < 1970 or > 9000) return null;
        return time.Kind == DateTimeKind.Utc ? new DateTimeOffset(time) : clock.FromLocal(time);
    }

    private DateTimeOffset? Unix(decimal number)
    {
        var milliseconds = Form == TimeForms.UnixSeconds ? number * 1000 : number;
        return milliseconds is > 0 and < LastSecond * 1000m ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
    }
}
