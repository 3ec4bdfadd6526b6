using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Api.Requests;

/// <summary>What a route of the API answers, before it is sent: so that it can be kept for a repeated request, and compared.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body; empty for none.</param>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Nothing to say.</summary>
    public static ApiAnswer None { get; } = new(StatusCodes.Status204NoContent, default);

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Where what was made is; null for nothing made.</summary>
    public string? Location { get; init; }

    /// <summary>The entity tag; null for one of the body's own.</summary>
    public string? ETag { get; init; }

    /// <summary>Where the next page is; null for none.</summary>
    public string? Next { get; init; }

    /// <summary>What the body stands in, to be given back when it was sent; null for memory of its own.</summary>
    public IDisposable? Borrowed { get; init; }

    /// <summary>JSON that is written already.</summary>
    public static ApiAnswer Of(ReadOnlyMemory<byte> json) => new(StatusCodes.Status200OK, json);

    /// <summary>Sends it as it is, on a route that else writes its answer by itself.</summary>
    public async Task SendAsync(HttpContext context)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (Status, ContentType);
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }

    /// <summary>One JSON object.</summary>
    public static ApiAnswer Json(Action<Utf8JsonWriter> fields, int status = StatusCodes.Status200OK)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, fields);
        return new ApiAnswer(status, buffer.WrittenMemory);
    }

    /// <summary>Appends one JSON object.</summary>
    public static void Write(IBufferWriter<byte> to, Action<Utf8JsonWriter> fields)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        writer.WriteStartObject();
        fields(writer);
        writer.WriteEndObject();
    }

    /// <summary>A list without pages: one that is the same for everybody.</summary>
    public static ApiAnswer List<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> fields) => Json(w => Write(w, items, fields));

    /// <summary>A page of a list.</summary>
    /// <param name="items">What is on it.</param>
    /// <param name="fields">Writes one.</param>
    /// <param name="next">The cursor of the next one; null on the last.</param>
    public static ApiAnswer List<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> fields, string? next) => Json(w =>
    {
        Write(w, items, fields);
        w.WriteString("next", next);
    });

    private static void Write<T>(Utf8JsonWriter w, IEnumerable<T> items, Action<Utf8JsonWriter, T> fields)
    {
        w.WriteStartArray("items");
        foreach (var item in items)
        {
            w.WriteStartObject();
            fields(w, item);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
