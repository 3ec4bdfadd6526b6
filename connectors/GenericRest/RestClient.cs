using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.GenericRest;

/// <summary>
/// Asks the POS of a definition, for one connection: signed, and within the connection's budget.
/// </summary>
internal sealed partial class RestClient
{
    // An owner's word decides who is asked: what comes back is capped closer than elsewhere.
    private static readonly PosHttpOptions Caps = new() { MaxAnswerBytes = 16 << 20, TryDeadline = TimeSpan.FromSeconds(30) };

    private readonly ConnectionContext connection;
    private readonly PosHttp http;
    private readonly TokenSource tokens;
    private readonly StatusMap reading;
    private readonly StatusMap login;
    private readonly Func<string, HttpRequestMessage, HttpRequestMessage> sign;

    public RestClient(ConnectionContext connection)
    {
        this.connection = connection;
        Definition = DefinitionReader.Read(connection.Settings.Text(GenericRestDescriptor.Definition)!);
        Base = BaseOf(connection.Settings.Text(GenericRestDescriptor.BaseUrl) ?? Definition.BaseUrl);
        http = connection.Http.With(Caps);
        tokens = new TokenSource(LoginAsync, connection.Time);
        (reading, login) = (ReadingErrors(Definition.Name), LoginErrors(Definition.Name));
        sign = Signer();
    }

    public Definition Definition { get; }

    /// <summary>Without a slash at the end.</summary>
    private string Base { get; }

    /// <summary>
    /// An instant of our clock as the POS's shows it, where that one is behind: what is made from now on is dated by it. Never later.
    /// </summary>
    public DateTimeOffset ByItsClock(DateTimeOffset at) => http.PosTime is { } theirs && connection.Time.GetUtcNow() is var now && theirs < now ? at - (now - theirs) : at;

    public Task EnsureTokenAsync(CancellationToken cancellation) =>
        Definition.Auth.Kind == AuthKinds.ClientCredentials ? tokens.GetAsync(cancellation) : Task.CompletedTask;

    /// <summary>Asks for a page of a stream.</summary>
    /// <param name="rules">The stream's.</param>
    /// <param name="parameters">What this page is asked for by, beside what is sent with each.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<JsonElement> ReadAsync(StreamRules rules, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        if (rules.Post) return SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Base + rules.Path) { Content = Body(rules, parameters) }, cancellation);
        var all = rules.Query.Select(q => KeyValuePair.Create(q.Key, Wire.Text(q.Value)!)).Concat(parameters)
            .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}");
        var query = string.Join('&', all);
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Base + rules.Path + (query.Length > 0 ? "?" + query : "")), cancellation);
    }

    /// <summary>Asks for the page that a link of <see cref="Follow"/> leads to.</summary>
    /// <exception cref="FixSettingsException">It leads to another host.</exception>
    public Task<JsonElement> ReadAsync(string link, CancellationToken cancellation)
    {
        var target = Address(link);
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Get, target), cancellation);
    }

    /// <summary>Where a link of an answer leads, from the host on: the credentials go nowhere but to the definition's own host.</summary>
    /// <param name="link">The link as the POS stated it.</param>
    /// <param name="rules">The stream's.</param>
    /// <param name="from">The link that led to the answer; null where it was asked for by the stream's path.</param>
    /// <exception cref="FixSettingsException">It leads to another host.</exception>
    public string Follow(string link, StreamRules rules, string? from) =>
        Uri.TryCreate(from is null ? new Uri(Base + rules.Path) : Address(from), link, out var target) && IsOnHost(target) ? target.PathAndQuery : throw Elsewhere();

    // As text: resolved, a path that begins with two slashes would be another host.
    private Uri Address(string link) =>
        Uri.TryCreate(new Uri(Base).GetLeftPart(UriPartial.Authority) + link, UriKind.Absolute, out var target) && IsOnHost(target) ? target : throw Elsewhere();

    private bool IsOnHost(Uri target) => target.UserInfo.Length == 0
        && Uri.Compare(new Uri(Base), target, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private FixSettingsException Elsewhere() => new(
        GenericRestDescriptor.BaseUrl,
        $"The link to {Definition.Name}'s next page leads to another host. Sync does not send your credentials there; check the address.",
        $"A next link of {new Uri(Base).Host} leads elsewhere.");

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        Task<JsonElement> SendSignedAsync(string token) => GuardedAsync(() => http.SendAsync(() => sign(token, Common(request())), Parse, reading, cancellation));
        return Definition.Auth.Kind == AuthKinds.ClientCredentials
            ? await tokens.UseAsync(SendSignedAsync, cancellation).ConfigureAwait(false)
            : await SendSignedAsync("").ConfigureAwait(false);
    }

    private async Task<string> LoginAsync(CancellationToken cancellation)
    {
        var auth = Definition.Auth;
        var (id, secret) = (Secret(GenericRestDescriptor.ClientId), Secret(GenericRestDescriptor.ClientSecret));
        var answer = await GuardedAsync(() => http.SendAsync(() => Common(LoginRequest(auth, id, secret)), Parse, login, cancellation)).ConfigureAwait(false);
        var token = TokenOf(answer)
            ?? throw new ReauthoriseException($"{Definition.Name} answered the log-in without a token. Check the definition's tokenUrl.", "The log-in was answered without an access_token.");
        return token.All(c => c is > ' ' and < (char)127)
            ? token
            : throw new ReauthoriseException($"{Definition.Name} answered the log-in with a token that holds what no token may, such as a line break. Ask there what is wrong.", "The access_token cannot stand in a header.");
    }

    private static string? TokenOf(JsonElement answer)
    {
        try
        {
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("access_token", out var token) ? Wire.Text(token) : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A text that is none: no header could hold it.
        }
    }

    // RFC 6749, 4.4 and 2.3.1.
    private HttpRequestMessage LoginRequest(AuthRules auth, string id, string secret)
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (auth.Scope is { } scope) form.Add(new("scope", scope));
        if (auth.InBody) form.AddRange([new("client_id", id), new("client_secret", secret)]);
        var message = new HttpRequestMessage(HttpMethod.Post, auth.TokenUrl[0] == '/' ? Base + auth.TokenUrl : auth.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        if (!auth.InBody) message.Headers.Authorization = Basic(Uri.EscapeDataString(id), Uri.EscapeDataString(secret));
        return message;
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (ConnectorBugException e)
        {
            // No bug of ours: a definition that the POS's answers do not fit.
            throw new FixSettingsException(
                GenericRestDescriptor.Definition,
                $"{Definition.Name} answered with something that is no JSON, or with too much at once. Check the definition's path, and its page size.",
                e.Message, e);
        }
    }

    private Func<string, HttpRequestMessage, HttpRequestMessage> Signer()
    {
        var auth = Definition.Auth;
        switch (auth.Kind)
        {
            case AuthKinds.Header:
                var key = auth.Prefix + InHeader(GenericRestDescriptor.ApiKey);
                return (_, m) => { m.Headers.TryAddWithoutValidation(auth.Header, key); return m; };
            case AuthKinds.Basic:
                var basic = Basic(Secret(GenericRestDescriptor.Username), Secret(GenericRestDescriptor.Password));
                return (_, m) => { m.Headers.Authorization = basic; return m; };
            case AuthKinds.Bearer:
                var bearer = new AuthenticationHeaderValue("Bearer", InHeader(GenericRestDescriptor.Token));
                return (_, m) => { m.Headers.Authorization = bearer; return m; };
            case AuthKinds.ClientCredentials:
                (_, _) = (Secret(GenericRestDescriptor.ClientId), Secret(GenericRestDescriptor.ClientSecret));
                return (token, m) => { m.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token); return m; };
            default:
                return (_, m) => m;
        }
    }

    private string Secret(string name) => connection.Settings.Secret(name)?.Reveal() is { Length: > 0 } value && value.All(c => c is >= ' ' and not (char)127)
        ? value
        : throw new FixSettingsException(name, $"The definition signs its requests with '{name}': give it as a setting.", $"The setting '{name}' is missing, or holds a line break.");

    private string InHeader(string name) => Secret(name) is var value && value.All(char.IsAscii)
        ? value
        : throw new FixSettingsException(name, $"'{name}' holds a sign that no header can hold, such as a letter with an accent. Enter it again.", $"The setting '{name}' is not of ASCII alone.");

    private HttpRequestMessage Common(HttpRequestMessage message)
    {
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "possync");
        foreach (var (name, value) in Definition.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static ByteArrayContent Body(StreamRules rules, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in rules.Query)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            foreach (var (name, value) in parameters)
            {
                // A cursor such as 00123 is a text, whatever it looks like.
                if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (value[0] != '0' || value.Length == 1)) writer.WriteNumber(name, number);
                else writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(name + ":" + password)));

    private static string BaseOf(string? address) => address is not null && DefinitionNode.IsAddress(address)
        ? address.TrimEnd('/')
        : throw new FixSettingsException(
            GenericRestDescriptor.BaseUrl,
            address is null ? "The definition names no address: give it as 'baseUrl'." : "'baseUrl' must be an address without a user name, a query or a fragment.",
            "There is no usable base URL.");

    // An error's own words stay out of all texts: a server may echo the key it was sent.
    private static StatusMap ReadingErrors(string pos)
    {
        var map = Errors(pos, Refused(pos));
        map[401] = a => new ReauthoriseException($"{pos} does not accept the credentials. Enter them again.", a.Line);
        map[403] = a => new FixSettingsException(GenericRestDescriptor.Definition, $"{pos} does not let these credentials read {Place(a)}. Ask for the permission there.", a.Line);
        map[404] = a => new FixSettingsException(GenericRestDescriptor.Definition, $"{pos} has nothing at {Place(a)}. Check the address and the definition's path.", a.Line);
        return map;
    }

    private static StatusMap LoginErrors(string pos)
    {
        var map = Errors(pos, Login(pos));
        map[404] = a => new FixSettingsException(GenericRestDescriptor.Definition, $"{pos} gives no tokens at {Place(a)}. Check the definition's tokenUrl.", a.Line);
        return map;
    }

    // Whatever a server may answer has a meaning here, since an unknown one would be told in its own words.
    private static StatusMap Errors(string pos, Func<StatusAnswer, ConnectorException> refused)
    {
        var map = new StatusMap(pos);
        for (var status = 300; status < 400; status++) map[status] = Moved(pos);
        for (var status = 400; status < 500; status++)
            if (status is not (408 or 429)) map[status] = refused;
        return map;
    }

    private static string Place(StatusAnswer answer) => answer.Request.Split(' ')[^1];

    private static Func<StatusAnswer, ConnectorException> Login(string pos) =>
        a => new ReauthoriseException($"{pos} refused the client id or the client secret. Enter both again.", a.Line);

    private static Func<StatusAnswer, ConnectorException> Moved(string pos) =>
        a => new FixSettingsException(GenericRestDescriptor.BaseUrl, $"{pos} answers from another address now. Enter the new one.", a.Line);

    private static Func<StatusAnswer, ConnectorException> Refused(string pos) =>
        a => new FixSettingsException(GenericRestDescriptor.Definition, $"{pos} does not accept the request for {Place(a)}. Check the definition's method, query and since.", a.Line);
}
