using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sync.Connectors.Alleaves.Profiles;

/// <summary>Builds requests below a base address that may have a path of its own.</summary>
internal sealed class Requests(string baseUrl)
{
    /// <summary>Rows on a full page; the only size that the requirements' reference knows.</summary>
    public const int PageSize = 100;

    private readonly string root = baseUrl.TrimEnd('/');

    public HttpRequestMessage Get(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new System.Text.StringBuilder(root).Append(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null) continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new HttpRequestMessage(HttpMethod.Get, text.ToString());
    }

    public HttpRequestMessage Post<T>(string path, T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, root + path) { Content = content };
    }

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
