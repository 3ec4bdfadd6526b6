using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Clover;

/// <summary>A list to read.</summary>
/// <param name="Path">Below the merchant, such as <c>orders</c>.</param>
/// <param name="Permission">What Clover calls the right to read it.</param>
internal sealed record ListQuery(string Path, string Permission)
{
    /// <summary>Rows asked for at once; 1,000 is the hard maximum (docs.clover.com, paginating through elements).</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>What to send inside each row.</summary>
    public string? Expand { get; init; }

    /// <summary>Field and direction; Clover's default is the newest creation first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>All of them must hold, such as <c>modifiedTime&gt;=17</c>.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];
}

/// <summary>Asks Clover, for one merchant. Its token is shared by all streams.</summary>
internal sealed partial class CloverClient
{
    // What a token is tried with, by the permission that it takes.
    private static readonly (string Permission, string Path)[] Probes = [("MERCHANT_R", ""), ("CUSTOMERS_R", "/customers?limit=1"), ("INVENTORY_R", "/items?limit=1")];

    private readonly ConnectionContext connection;
    private readonly GrantTokens tokens;
    private readonly string root;
    private volatile MerchantRow? merchant;
    private volatile IReadOnlyDictionary<string, string>? groups;

    public CloverClient(ConnectionContext connection)
    {
        this.connection = connection;
        var settings = connection.Settings;
        MerchantId = settings.Text(Settings.MerchantId)!;
        root = $"{Settings.Api(settings)}/v3/merchants/{Uri.EscapeDataString(MerchantId)}";
        tokens = new GrantTokens(connection, CloverDescriptor.OAuth);
    }

    /// <summary>The merchant's id, which is the one location of the connection: each location is a merchant at Clover.</summary>
    public string MerchantId { get; }

    /// <summary>The merchant, asked for once.</summary>
    public async Task<MerchantRow> MerchantAsync(CancellationToken cancellation)
    {
        if (merchant is { } known) return known;
        var asked = await ReadAsync(root, Json(CloverJson.Default.MerchantRow), "MERCHANT_R", cancellation).ConfigureAwait(false);
        if (asked.Timezone is null)
        {
            var more = await ReadAsync(root + "/properties", Json(CloverJson.Default.MerchantRow), "MERCHANT_R", cancellation).ConfigureAwait(false);
            asked = asked with { Timezone = more.Timezone };
        }

        return merchant = asked;
    }

    /// <summary>The names of the item groups by id, asked for once.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GroupsAsync(CancellationToken cancellation)
    {
        if (groups is { } known) return known;
        var found = new Dictionary<string, string>();
        foreach (var row in await AllAsync(new ListQuery("item_groups", "INVENTORY_R"), CloverJson.Default.NamedRow, r => r.Id, cancellation).ConfigureAwait(false))
            if (row is { Id: { } id, Name: { } name }) found[id] = name;
        return groups = found;
    }

    /// <summary>Some rows of a list. The server may send fewer than asked for, and does not say how many there are.</summary>
    public Task<List<T?>> ListAsync<T>(ListQuery query, JsonTypeInfo<T> type, int offset, CancellationToken cancellation) where T : class =>
        ReadAsync(Url(query, offset), body => Elements.Read(body, type), query.Permission, cancellation);

    /// <summary>A whole list, in memory: for short ones.</summary>
    public async Task<List<T?>> AllAsync<T>(ListQuery query, JsonTypeInfo<T> type, Func<T, string?> idOf, CancellationToken cancellation) where T : class
    {
        var all = new List<T?>();
        var pages = new OffsetPages<T>((offset, stop) => ListAsync(query, type, offset, stop), idOf);
        await foreach (var page in pages.ReadAsync(0, null, cancellation).ConfigureAwait(false)) all.AddRange(page.Rows);
        return all;
    }

    /// <summary>One order; null where it is gone.</summary>
    public async Task<OrderRow?> OrderAsync(string id, string expand, CancellationToken cancellation)
    {
        try
        {
            var url = $"{root}/orders/{Uri.EscapeDataString(id)}?expand={Uri.EscapeDataString(expand)}";
            return await ReadAsync(url, Json(CloverJson.Default.OrderRow), "ORDERS_R", cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.MerchantId)
        {
            return null; // 404
        }
    }

    private string Url(ListQuery query, int offset)
    {
        var text = new System.Text.StringBuilder(root).Append('/').Append(query.Path);
        text.Append(CultureInfo.InvariantCulture, $"?limit={query.Limit}&offset={offset}");
        foreach (var filter in query.Filters) text.Append("&filter=").Append(Uri.EscapeDataString(filter));
        if (query.Expand is { } expand) text.Append("&expand=").Append(Uri.EscapeDataString(expand));
        if (query.OrderBy is { } order) text.Append("&orderBy=").Append(Uri.EscapeDataString(order));
        return text.ToString();
    }

    // Clover answers 401 for a bad token and for a missing permission alike (a public audit of the sandbox). What takes another
    // permission tells them apart before a refresh token, good for one use, is spent in vain; right after a refresh it is the permission.
    private async Task<T> ReadAsync<T>(string url, Func<ReadOnlySpan<byte>, T> parse, string permission, CancellationToken cancellation)
    {
        var used = await tokens.GetAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(url, used, parse, cancellation).ConfigureAwait(false);
        }
        catch (ReauthoriseException e)
        {
            if (await AcceptsAsync(used, permission, cancellation).ConfigureAwait(false)) throw Missing(permission, e);
            tokens.Refuse(used);
        }

        used = await tokens.GetAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(url, used, parse, cancellation).ConfigureAwait(false);
        }
        catch (ReauthoriseException e)
        {
            throw await AcceptsAsync(used, permission, cancellation).ConfigureAwait(false) ? Missing(permission, e) : MissingOrOther(permission, e);
        }
    }

    // Whether a token serves for anything that takes another permission than the one that may be missing.
    private async Task<bool> AcceptsAsync(string used, string missing, CancellationToken cancellation)
    {
        foreach (var (permission, path) in Probes)
        {
            try
            {
                if (permission != missing) return await SendAsync(root + path, used, _ => true, cancellation).ConfigureAwait(false);
            }
            catch (ReauthoriseException)
            {
                // Neither this one: the next tells.
            }
        }

        return false;
    }

    private Task<T> SendAsync<T>(string url, string used, Func<ReadOnlySpan<byte>, T> parse, CancellationToken cancellation) =>
        connection.Http.SendAsync(() => Signed(url, used), parse, Errors.Reads, cancellation);

    private static HttpRequestMessage Signed(string url, string used)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, url);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", used);
        return message;
    }

    private static Func<ReadOnlySpan<byte>, T> Json<T>(JsonTypeInfo<T> type) where T : class =>
        body => JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");

    private static FixSettingsException Missing(string permission, Exception inner) => new(
        Settings.AccessToken, Permit(permission), $"401 with a token that works elsewhere: {permission} is missing. {inner.Message}", inner);

    private static FixSettingsException MissingOrOther(string permission, Exception inner) => new(
        Settings.AccessToken,
        Permit(permission) + " If it has that permission, check the merchant id: it may be another merchant's.",
        $"401 with a token that was just renewed: {permission} is missing, or it is another merchant's. {inner.Message}",
        inner);

    private static string Permit(string permission) =>
        $"The app may not read this at Clover: give it the permission {permission}, then uninstall it and install it again, since Clover asks the merchant only then.";
}

/// <summary>Reads <c>{"elements":[...]}</c>. A row that has not the shape of its record becomes one of its id alone, else null; the others stand.</summary>
internal static class Elements
{
    // What tells which record it is, and where it stands in the list.
    private static readonly string[] Marks = ["id", "item", "modifiedTime"];

    public static List<T?> Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) where T : class
    {
        var reader = new Utf8JsonReader(body);
        List<T?>? rows = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The answer is no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals("elements");
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.StartArray) rows = ReadRows(ref reader, type);
            else reader.Skip();
        }

        return rows ?? throw new JsonException("The answer holds no elements.");
    }

    private static List<T?> ReadRows<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type) where T : class
    {
        var rows = new List<T?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader;
            try
            {
                rows.Add(JsonSerializer.Deserialize(ref reader, type));
            }
            catch (JsonException)
            {
                // Of another shape than a record, or cut off; the second throws again here.
                reader = start;
                rows.Add(Marked(JsonElement.ParseValue(ref reader), type));
            }
        }

        return rows;
    }

    private static T? Marked<T>(JsonElement row, JsonTypeInfo<T> type) where T : class
    {
        if (row.ValueKind != JsonValueKind.Object || !typeof(T).IsAssignableTo(typeof(IListRow))) return null;
        try
        {
            var marks = row.EnumerateObject().Where(f => Marks.Contains(f.Name)).Select(f => $"\"{f.Name}\":{f.Value.GetRawText()}");
            if (JsonSerializer.Deserialize($"{{{string.Join(',', marks)}}}", type) is not IListRow { Key: not null } known) return null;
            known.Unread = true;
            return (T)known;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // not even that is a text
        }
    }
}

/// <summary>What Clover's refusals mean.</summary>
internal static class Errors
{
    public const string SignInAgain = "Clover does not accept the access token any more. Connect the shop again from the Clover App Market.";

    /// <summary>For reads.</summary>
    public static StatusMap Reads { get; } = new("Clover")
    {
        // A redirect is not followed with a token in hand.
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [401] = answer => new ReauthoriseException(SignInAgain, answer.Log),
        [403] = answer => new FixSettingsException(Settings.AccessToken, "Clover does not let this app read the merchant. Check its permissions, and the merchant's plan.", answer.Log),
        [404] = answer => new FixSettingsException(Settings.MerchantId, "Clover knows no such merchant. Check the merchant id and the region.", answer.Log),
        // Clover says so of a path that does not exist.
        [405] = answer => new FixSettingsException(Settings.BaseUrl, "Nothing answers at this address. Check the region and the address.", answer.Log),
    };

    /// <summary>For refreshes: the answer's words may echo the token and are left out.</summary>
    public static StatusMap Refreshes { get; } = new("Clover")
    {
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [400] = Refused,
        [401] = Refused,
        [403] = Refused,
        [404] = Moved,
        [405] = Moved,
    };

    private static ReauthoriseException Refused(StatusAnswer answer) => new(SignInAgain, answer.Line);

    private static FixSettingsException Moved(StatusAnswer answer) => new(
        Settings.BaseUrl, "Clover does not answer at this address. Check the region and the address.", answer.Line);
}
