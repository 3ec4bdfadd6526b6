using System.Buffers;
using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.GenericRest;

/// <summary>An element of a definition that knows its path: whatever is wrong with it is told with that.</summary>
/// <param name="element">It.</param>
/// <param name="path">Where it is.</param>
/// <param name="chosen">Whether somebody sets it now: one that stands stored is read though it could not be set any more.</param>
internal readonly struct DefinitionNode(JsonElement element, string path, bool chosen)
{
    // Those that the transport sets, and those that would carry a secret in a document that is meant to be shared.
    private static readonly string[] ClosedHeaders =
        ["host", "connection", "content-length", "content-type", "transfer-encoding", "upgrade", "te", "trailer", "expect", "cookie", "proxy-authorization"];

    private readonly JsonElement element = element;

    private readonly string path = path;

    private readonly bool chosen = chosen;

    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    public static FixSettingsException Wrong(string path, string what) =>
        new(GenericRestDescriptor.Definition, $"The definition is not right: {path} {what}.", $"Definition: {path} {what}.");

    public FixSettingsException Wrong(string what) => Wrong(path, what);

    /// <summary>Refuses an element that is no object, or has other properties than these.</summary>
    public void Only(params IReadOnlyList<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("must be an object");
        foreach (var property in element.EnumerateObject())
            if (!names.Contains(property.Name)) throw Wrong(Under(property.Name), $"is not known; here may stand {string.Join(", ", names)}");
    }

    public DefinitionNode? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("must be an object");
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new DefinitionNode(value, Under(name), chosen) : null;
    }

    public DefinitionNode Need(string name) => Find(name) ?? throw Wrong($"lacks '{name}'");

    /// <summary>Every property, by name.</summary>
    /// <param name="read">Reads one from its name and its value.</param>
    /// <param name="check">Looks at the name alone.</param>
    public Dictionary<string, T> Each<T>(Func<DefinitionName, DefinitionNode, T> read, Action<DefinitionName>? check = null)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("must be an object");
        var all = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            var (name, value) = (new DefinitionName(property.Name), new DefinitionNode(property.Value, Under(property.Name), chosen));
            check?.Invoke(name with { At = value });
            if (!all.TryAdd(property.Name, read(name with { At = value }, value))) throw value.Wrong("is there twice");
        }

        return all;
    }

    /// <summary>As JSON, without blanks and comments.</summary>
    public string Json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) element.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public string Text() => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : throw Wrong("must be a text");

    public IReadOnlyList<string> Texts()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("must be a list of texts");
        var at = path;
        return [.. element.EnumerateArray().Select((e, i) => Wire.Text(e) ?? throw Wrong($"{at}[{i}]", "must be a text"))];
    }

    /// <summary>A text, a number, or yes or no.</summary>
    public JsonElement Plain() => Wire.Text(element) is not null ? element : throw Wrong("must be a text, a number, true or false");

    public int Number(int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"must be a whole number from {least} to {most}");

    /// <summary>Requests a second. Fewer would hold a worker, and with it the other orgs' syncs, for weeks.</summary>
    public double Rate() => element.ValueKind == JsonValueKind.Number && element.GetDouble() is >= 0.1 and <= 1000 and var number
        ? number
        : throw Wrong("must be a number from 0.1 to 1000");

    public string OneOf(params string[] choices) => choices.Contains(Text()) ? Text() : throw Wrong($"must be one of {string.Join(", ", choices)}");

    public T Choice<T>() where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Enum.Parse<T>(OneOf([.. names.Select(Camel)]), ignoreCase: true);
    }

    public JsonPath JsonPath()
    {
        try
        {
            return GenericRest.JsonPath.Parse(Text());
        }
        catch (FormatException e)
        {
            throw Wrong("is no JSON path: " + e.Message.TrimEnd('.'));
        }
    }

    /// <summary>An address without a user name, query or fragment. That it is https is checked when it is asked, where the operator's exceptions are known.</summary>
    public string Address() => IsAddress(Text()) ? Text().TrimEnd('/') : throw Wrong("must be an address that begins with https://, without a user name or a query");

    public string AddressOrPath() => Text()[0] == '/' ? Path() : Address();

    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 && HostName.Fits(url);

    /// <summary>A path under the base URL.</summary>
    public string Path()
    {
        var text = Text();
        if (text[0] != '/' || text.StartsWith("//", StringComparison.Ordinal) || text.AsSpan().IndexOfAny("?#\\") >= 0 || text.Split('/').Contains(".."))
            throw Wrong("must be a path that begins with one /, without a query: parameters belong into 'query'");
        return text;
    }

    public string HeaderName()
    {
        var text = Text();
        if (!IsHeader(text)) throw Wrong("is no header that may be set here");
        return text;
    }

    public string HeaderValue()
    {
        var text = Text();
        return text.All(c => c is >= ' ' and < (char)127) ? text : throw Wrong("must be a text that a header can hold");
    }

    public TimePattern TimePattern() => ConnectorKit.Wire.TimePattern.WhyNot(Text()) is { } why ? throw Wrong(why) : ConnectorKit.Wire.TimePattern.Of(Text());

    public StoreClock Clock()
    {
        try
        {
            return chosen ? StoreClock.Chosen(Text()) : StoreClock.Of(Text());
        }
        catch (FormatException e)
        {
            throw Wrong("is not right: " + e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The name of a time zone, for every record; one that stands stored is looked at where it is used.</summary>
    public string Zone()
    {
        if (chosen) Clock();
        return Text();
    }

    /// <summary>Whether a definition may set a header of this name.</summary>
    internal static bool IsHeader(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !ClosedHeaders.Contains(name.ToLowerInvariant()) && IsOfRequests(name);

    // Those that describe a body (Expires, Content-Language) are none of a request's: .NET would leave them out, or fail.
    private static bool IsOfRequests(string name)
    {
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(name, "");
    }

    private string Under(string name) => name.Length > 0 ? $"{path}.{name}" : path + "['']";
}

/// <summary>The name of a property of a definition.</summary>
internal sealed record DefinitionName(string Name)
{
    /// <summary>What stands there.</summary>
    public DefinitionNode At { get; init; }

    /// <summary>Its value, where the name is one of these.</summary>
    public DefinitionNode Among(IReadOnlyList<string> names, DefinitionNode value) => names.Contains(Name)
        ? value
        : throw value.Wrong($"is not known; here may stand {string.Join(", ", names)}");

    /// <summary>Refuses a name that is no header, or one that would hold a secret.</summary>
    public void HeaderName()
    {
        if (!DefinitionNode.IsHeader(Name) || Name.Equals("authorization", StringComparison.OrdinalIgnoreCase))
            throw At.Wrong("is no header that may be set here");
    }
}
