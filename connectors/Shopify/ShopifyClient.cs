using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;

namespace Sync.Connectors.Shopify;

/// <summary>Good data, and what was left out of it because the app may not see it.</summary>
internal sealed record Reply<T>(T Data, IReadOnlyList<string> Withheld);

/// <summary>How many records a query asks for, and how many of each record's own.</summary>
internal sealed record QuerySize(int First, int Nested);

/// <summary>Asks Shopify, for one connection: one bucket of query cost and one token for all its streams.</summary>
internal sealed class ShopifyClient
{
    private const int MostTries = 6;
    private const int Nested = 20;

    private readonly ConnectionContext connection;
    private readonly CostGate gate;
    private readonly GrantTokens tokens;
    private readonly ConcurrentDictionary<string, QuerySize> sizes = new();
    private readonly ConcurrentDictionary<string, CostRow> costs = new();
    private readonly string address;
    private readonly string version;

    public ShopifyClient(ConnectionContext connection)
    {
        this.connection = connection;
        gate = new CostGate(connection.Time, connection.Http.Meter);
        tokens = new GrantTokens(connection, ShopifyDescriptor.OAuth);
        version = connection.Settings.Text(Settings.ApiVersion) ?? ShopifyDescriptor.DefaultVersion;
        address = AddressOf(connection.Settings);
    }

    public string Version => version;

    /// <summary>Whether the app may see what products cost; found out by the first refusal, which would refuse the products too.</summary>
    public bool MaySeeCosts { get; private set; } = true;

    /// <summary>How many records a query asks for at once, and what its last answer cost; null before the first.</summary>
    public (int Rows, CostRow? Cost) PageOf(string document) => (sizes.GetOrAdd(document, _ => FirstSize()).First, costs.GetValueOrDefault(document));

    /// <summary>Asks with as many records as the shop allows: a query that it finds too costly is asked again for half of them.</summary>
    /// <exception cref="ConnectorException">The list is refused, or nothing answers.</exception>
    public async Task<Reply<T>> AskAsync<T>(
        string document, Func<QuerySize, JsonObject> variables, JsonTypeInfo<Answer<T>> type, string scope, CancellationToken cancellation)
        where T : class, IAnswerData
    {
        while (true)
        {
            var size = sizes.GetOrAdd(document, _ => FirstSize());
            try
            {
                return await OnceAsync(document, variables(size), type, cancellation).ConfigureAwait(false);
            }
            catch (TooCostlyException) when (size.First > 1 || size.Nested > 1)
            {
                sizes.TryUpdate(document, new QuerySize(Half(size.First), Half(size.Nested)), size);
            }
            catch (TooCostlyException e)
            {
                throw new ConnectorBugException("Shopify finds a query too costly even for a single record: " + e.Message, e);
            }
            catch (AccessDeniedException e) when (MaySeeCosts && e.Fields.Any(f => f.Contains("inventoryItem", StringComparison.Ordinal)))
            {
                MaySeeCosts = false;
            }
            catch (AccessDeniedException e)
            {
                throw e.ForOwner(scope);
            }
        }
    }

    // Once the bucket surely holds what the query costs, and again where it did not.
    private async Task<Reply<T>> OnceAsync<T>(
        string document, JsonObject variables, JsonTypeInfo<Answer<T>> type, CancellationToken cancellation)
        where T : class, IAnswerData
    {
        var body = new JsonObject { ["query"] = document, ["variables"] = variables }.ToJsonString();
        // A query costs what its sizes make it: one of other sizes is another query to the gate.
        var key = $"{document.Split('(', '{')[0].Trim()} {variables["first"]} {variables["nested"]}";
        for (var attempt = 1; ; attempt++)
        {
            var answer = await ExchangeAsync(key, body, type, cancellation).ConfigureAwait(false);
            if (answer.Extensions?.Cost is { ActualQueryCost: not null } cost) costs[document] = cost;
            var codes = CodesOf(answer);
            if (!codes.Contains("THROTTLED") && !Failed(codes)) return Judge(answer);
            if (attempt >= Math.Min(MostTries, connection.Http.MaxTries)) throw GaveUp(codes);
            await PauseAsync(answer, codes, attempt, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Answer<T>> ExchangeAsync<T>(string key, string body, JsonTypeInfo<Answer<T>> type, CancellationToken cancellation)
    {
        var reserved = await gate.EnterAsync(key, cancellation).ConfigureAwait(false);
        CostRow? told = null;
        try
        {
            var answer = await tokens.UseAsync(
                token => connection.Http.SendAsync(() => Query(body, token), type, ShopifyStatus.Reads, cancellation), cancellation).ConfigureAwait(false);
            told = answer.Extensions?.Cost;
            return answer;
        }
        finally
        {
            gate.Leave(key, reserved, told);
        }
    }

    // A refusal for want of points tells what would have sufficed, and the gate waits for that. One that tells nothing, or a
    // fault of the server, is given time.
    private async Task PauseAsync<T>(Answer<T> answer, IReadOnlySet<string> codes, int attempt, CancellationToken cancellation)
    {
        var throttled = codes.Contains("THROTTLED");
        var wait = throttled && answer.Extensions?.Cost?.ThrottleStatus is not null ? TimeSpan.Zero : TimeSpan.FromSeconds(1 << (attempt - 1));
        if (throttled) connection.Http.Meter.CountThrottle(wait);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, connection.Time, cancellation).ConfigureAwait(false);
    }

    private static Reply<T> Judge<T>(Answer<T> answer) where T : class, IAnswerData
    {
        var errors = answer.Errors?.OfType<ErrorRow>().ToList() ?? [];
        var codes = CodesOf(answer);
        if (codes.Contains("MAX_COST_EXCEEDED")) throw new TooCostlyException(errors[0].Message ?? "MAX_COST_EXCEEDED");
        var others = errors.Where(e => e.Extensions?.Code != "ACCESS_DENIED").ToList();
        if (others.Count > 0) throw Refused(others[0]);
        if (answer.Data is { HasRoot: true } data && (errors.Count == 0 || errors.All(e => e.Path?.Count > 1))) return new Reply<T>(data, Withheld(errors));
        if (errors.Count > 0) throw new AccessDeniedException(Withheld(errors), errors[0].Message ?? "");
        throw new ConnectorBugException("Shopify answered with neither data nor errors.");
    }

    private static ConnectorException Refused(ErrorRow error)
    {
        var said = error.Message ?? "no message";
        return said.Contains("cursor", StringComparison.OrdinalIgnoreCase)
            ? new RestartPagingException("Shopify lost its place in a list. Sync will read it again; nothing was lost.", "Shopify refused a cursor: " + said)
            : new ConnectorBugException($"Shopify refused a query ({error.Extensions?.Code}): {said}");
    }

    private static string[] Withheld(List<ErrorRow> errors) => [.. errors.Select(FieldOf).Distinct()];

    // ["orders","nodes",3,"customer"] is orders.customer.
    private static string FieldOf(ErrorRow error) => string.Join(
        '.', (error.Path ?? []).Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString()).Where(p => p != "nodes"));

    private static HashSet<string> CodesOf<T>(Answer<T> answer) =>
        [.. (answer.Errors ?? []).Select(e => e?.Extensions?.Code ?? "").Where(c => c.Length > 0)];

    // Data beside such an error may lack anything.
    private static bool Failed(IReadOnlySet<string> codes) => codes.Contains("INTERNAL_SERVER_ERROR") || codes.Contains("TIMEOUT");

    private RetryLaterException GaveUp(IReadOnlySet<string> codes) => codes.Contains("THROTTLED")
        ? new RetryLaterException("Shopify asks us to slow down. " + connection.Http.WhatNext, "Shopify answered THROTTLED too often.")
        : new RetryLaterException("Shopify does not answer properly at the moment. " + connection.Http.WhatNext, "Shopify answered with an internal error too often.");

    private HttpRequestMessage Query(string body, string token)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, $"{address}/admin/api/{version}/graphql.json") { Content = Json(body) };
        message.Headers.TryAddWithoutValidation("X-Shopify-Access-Token", token);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return message;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private QuerySize FirstSize() => new(
        Math.Clamp(connection.Settings.Number(Settings.PageSize) ?? ShopifyDescriptor.DefaultPageSize, 1, 250), Nested);

    private static int Half(int size) => Math.Max(1, size / 2);

    /// <summary>Where a shop's API is, and where its owner allows the app.</summary>
    /// <exception cref="FixSettingsException">The setting is no shop's name.</exception>
    public static string AddressOf(ConnectionSettings settings)
    {
        var host = ShopifyOAuth.HostOf(settings.Text(Settings.Shop));
        return settings.Text(Settings.BaseUrl)?.TrimEnd('/') ?? "https://" + host;
    }
}
