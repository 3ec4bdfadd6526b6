using System.Text.Json;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Web.Api.Resources;

/// <summary>Documents as the API shows them: as they stand, times as text, and without what is for the log.</summary>
internal static class PlainDocument
{
    private static readonly HashSet<string> ForTheLog = ["errorDetail", "expireAt"];

    /// <summary>As an item of a list.</summary>
    public static void Write(Utf8JsonWriter w, StoredDocument document, bool withId = false)
    {
        w.WriteStartObject();
        WriteFields(w, document, withId);
        w.WriteEndObject();
    }

    /// <summary>Its fields.</summary>
    public static void WriteFields(Utf8JsonWriter w, StoredDocument document, bool withId = false, IReadOnlySet<string>? without = null)
    {
        if (withId) w.WriteString("id", DocumentId.Unescape(document.Path.Id));
        using var json = JsonDocument.Parse(PlainJson.Of(document.Body, without is null ? ForTheLog : without.Concat(ForTheLog).ToHashSet(), everywhere: true));
        foreach (var field in json.RootElement.EnumerateObject()) field.WriteTo(w);
    }
}
