using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sync.Simulator.GenericRest;

/// <summary>What a request asks for, from its query or its JSON body.</summary>
internal sealed class RestQuery(IReadOnlyDictionary<string, string> values)
{
    public static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static RestQuery Of(HttpRequest request, string body)
    {
        if (request.Method != "POST") return new RestQuery(request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()));
        using var json = JsonDocument.Parse(body);
        return new RestQuery(json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString()));
    }

    public string? Text(string name) => values.GetValueOrDefault(name);

    public int Number(string name, int otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException(name + " is no number");
    }

    /// <summary>Whether the latest made is to come first; no other order can be asked for.</summary>
    public bool NewestFirst => Text("sort") switch
    {
        null => false,
        "-created" => true,
        var other => throw new FormatException($"cannot sort by {other}"),
    };

    /// <summary>The instant in a style's own form; anything else is refused, as a strict server does.</summary>
    public DateTimeOffset? Since(RestStyle style)
    {
        if (Text("since") is not { } text) return null;
        return style switch
        {
            RestStyle.Page => DateTimeOffset.ParseExact(text, "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            RestStyle.Offset => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture)),
            RestStyle.Cursor => DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture)),
            _ => Wall(DateTime.ParseExact(text, "dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture)),
        };
    }

    private static DateTimeOffset Wall(DateTime wall) => new(wall, Berlin.GetUtcOffset(wall));
}
