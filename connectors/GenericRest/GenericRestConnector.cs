using System.Runtime.CompilerServices;
using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>Speaks to a POS that is described by settings alone: a definition says how it is asked and where in its answers things stand.</summary>
public sealed class GenericRestConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => GenericRestDescriptor.Value;

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var verdicts = new List<CheckVerdict>();
        RestClient client;
        try
        {
            DefinitionReader.Read(connection.Settings.Text(GenericRestDescriptor.Definition)!, chosen: true);
            client = ClientOf(connection);
            await client.EnsureTokenAsync(cancellation).ConfigureAwait(false);
            verdicts.Add(new CheckVerdict("credentials", true, client.Definition.Auth.Kind == AuthKinds.ClientCredentials
                ? $"{client.Definition.Name} gave a token."
                : "The definition and its credentials are complete."));
        }
        catch (ConnectorException e)
        {
            return new CheckReport([CheckVerdict.Failed(e is FixSettingsException { Setting: GenericRestDescriptor.Definition } ? "definition" : "credentials", e)]);
        }

        foreach (var stream in client.Definition.Streams.Keys)
        {
            try
            {
                verdicts.Add(new CheckVerdict(DefinitionNode.Camel(stream.ToString()), true, await FirstPageAsync(stream, connection, client, cancellation).ConfigureAwait(false)));
            }
            catch (ReauthoriseException e)
            {
                return new CheckReport([CheckVerdict.Failed("credentials", e)]);
            }
            catch (ConnectorException e)
            {
                verdicts.Add(CheckVerdict.Failed(DefinitionNode.Camel(stream.ToString()), e));
            }
        }

        return new CheckReport(verdicts) { Accounts = client.Accounts() };
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var client = ClientOf(connection);
        if (!client.Definition.Streams.TryGetValue(request.Stream, out var rules))
        {
            yield return new RecordPage([]) { End = new StreamEnd(null, CoverageKind.Changes) { NotOffered = true } };
            yield break;
        }

        await foreach (var page in new RestStream(request.Stream, rules, connection, client).ReadAsync(request.Cursor, cancellation).ConfigureAwait(false))
            yield return page;
    }

    private static async Task<string> FirstPageAsync(PosStream stream, ConnectionContext connection, RestClient client, CancellationToken cancellation)
    {
        var name = DefinitionNode.Camel(stream.ToString());
        await foreach (var page in new RestStream(stream, client.Definition.Streams[stream], connection, client).ReadAsync(null, cancellation).ConfigureAwait(false))
        {
            // A wrong path in the definition shows in the first records: each of them is refused then.
            if (page.Records.Count + page.Deleted.Count == 0 && page.Rejected.Count > 0)
                throw new FixSettingsException(
                    GenericRestDescriptor.Definition,
                    $"None of the first {page.Rejected.Count} {name} can be understood: {page.Rejected[0].Reason}: {page.Rejected[0].Detail} Check the definition's fields.",
                    $"All of the first page of {name} was rejected: {page.Rejected[0].Reason}.");
            return page.ExpectedTotal is { } total ? FormattableString.Invariant($"{total:N0} {name} found.") : $"Reading {name} works.";
        }

        return $"Reading {name} works.";
    }

    private static RestClient ClientOf(ConnectionContext connection) => connection.Session(c => new RestClient(c));
}

/// <summary>What the connector is, as data.</summary>
internal static class GenericRestDescriptor
{
    public const string Definition = "definition";
    public const string BaseUrl = "baseUrl";
    public const string HistoryDays = "historyDays";
    public const string ApiKey = "apiKey";
    public const string Username = "username";
    public const string Password = "password";
    public const string Token = "token";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";

    /// <summary>Requests under way at once where the definition does not say: what any server bears.</summary>
    public const int InFlight = 2;

    private static readonly RateBudget Usual = new(InFlight);

    public static ConnectorDescriptor Value { get; } = new()
    {
        Id = "rest",
        DisplayName = "Generic REST",
        Auth = AuthKind.BySettings,
        Budget = Usual,
        BudgetFor = BudgetOf,
        NameFor = NameOf,
        Streams = [Stream(PosStream.Customers), Stream(PosStream.Orders), Stream(PosStream.Products), Stream(PosStream.Inventory)],
        Fields =
        [
            new(Definition, "Definition", "A JSON document that says how the POS is asked; on the command line definition=@file. It holds no secret and may be shared.") { Required = true, DecidesWhere = true, Kind = SettingKind.Document },
            new(BaseUrl, "Address", "Where the API is, if the definition leaves that open or your shop has an address of its own.") { Kind = SettingKind.Url },
            new(ApiKey, "API key", "The key that the POS gave you, if the definition signs with a header.") { Secret = true },
            new(Token, "Token", "The token that the POS gave you, if the definition signs with a bearer token.") { Secret = true },
            new(Username, "User name", "Your name at the POS, if the definition signs with a user name and password.") { Secret = true },
            new(Password, "Password", "Your password at the POS, if the definition signs with a user name and password.") { Secret = true },
            new(ClientId, "Client id", "The client id that the POS gave you, if the definition signs with client credentials.") { Secret = true },
            new(ClientSecret, "Client secret", "The client secret that the POS gave you, if the definition signs with client credentials.") { Secret = true },
            new(HistoryDays, "Days of history", "How many days of past orders to fetch, if the definition can ask by time. Left empty: all of them.") { Kind = SettingKind.Number },
        ],
    };

    // Whether deletions show is the definition's matter: a flag tells of them, or a whole read does; not every definition has either.
    private static StreamDescriptor Stream(PosStream stream) => new(stream, ReadStyle.Changes)
    {
        Lateness = TimeSpan.FromMinutes(5),
        NewestFirst = stream == PosStream.Orders,
        NewestFirstWhere = stream == PosStream.Orders ? "where the definition asks the POS for it" : null,
    };

    private static string? NameOf(IReadOnlyDictionary<string, string> given)
    {
        try
        {
            return given.GetValueOrDefault(Definition) is { } text && DefinitionReader.Read(text).Name is var name && name != GenericRest.Definition.Nameless ? name : null;
        }
        catch (FixSettingsException)
        {
            return null; // the check says what is wrong with it
        }
    }

    private static RateBudget BudgetOf(ConnectionSettings settings)
    {
        try
        {
            return settings.Text(Definition) is { } text ? DefinitionReader.Read(text).Rate ?? Usual : Usual;
        }
        catch (FixSettingsException)
        {
            return Usual; // The first request tells what is wrong with it.
        }
    }
}
