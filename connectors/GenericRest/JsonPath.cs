using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.GenericRest;

/// <summary>
/// A place in a JSON document, in a small part of JSONPath: names joined by dots (<c>$.a.b</c>; the <c>$.</c> may be left
/// out), names with other characters in quotes (<c>['a.b']</c>), the n-th of a list (<c>[0]</c>, or <c>[-1]</c> for the last)
/// and all of a list (<c>[*]</c>). A path that begins with <c>^.</c> starts at the element around: that which the list of
/// records is in, where the records' own path passes a list on the way.
/// </summary>
internal sealed class JsonPath
{
    private readonly List<object> steps = [];

    private JsonPath(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it starts at the element around.</summary>
    public bool FromAround { get; private init; }

    /// <summary>Whether it may lead to several elements.</summary>
    public bool Many => steps.Contains(All.Value);

    /// <exception cref="FormatException">It is not of the form above; says where.</exception>
    public static JsonPath Parse(string text)
    {
        var around = text.StartsWith('^');
        var path = new JsonPath(text) { FromAround = around };
        var at = around || text.StartsWith('$') ? 1 : 0;
        if (at == 1 && at < text.Length && text[at] is not ('.' or '[')) throw Wrong(text, at);
        while (at < text.Length) at = path.Step(text, at);
        return path;
    }

    /// <summary>The element there; null where there is none, or a JSON null.</summary>
    public JsonElement? One(JsonElement from)
    {
        foreach (var step in steps)
        {
            if (Follow(from, step) is not { } next) return null;
            from = next;
        }

        return from.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : from;
    }

    /// <summary>All elements there; a list at the end is entered. Null where the way is not there at all; a JSON null on it is an empty list.</summary>
    public Found? Each(JsonElement from)
    {
        var found = new Found();
        return Walk(from, 0, from, from, found) ? found : null;
    }

    // "around" is the element that the list we are in belongs to; "element" is what the next list will belong to.
    private bool Walk(JsonElement at, int step, JsonElement around, JsonElement element, Found found)
    {
        var ends = step == steps.Count;
        if (at.ValueKind == JsonValueKind.Null) return true;
        if (at.ValueKind == JsonValueKind.Array && (ends ? !EndsWithAll : steps[step] is All))
        {
            found.Outer ??= at.GetArrayLength();
            foreach (var item in at.EnumerateArray())
            {
                if (ends) found.Items.Add((item, element));
                else Walk(item, step + 1, element, item, found);
            }

            return true;
        }

        if (ends)
        {
            found.Items.Add((at, around));
            return true;
        }

        // Within a list, an element that lacks the rest of the way simply has none of it.
        return Follow(at, steps[step]) is { } next ? Walk(next, step + 1, around, element, found) : found.Outer is not null;
    }

    private bool EndsWithAll => steps.Count > 0 && steps[^1] is All;

    private static JsonElement? Follow(JsonElement from, object step) => step switch
    {
        string name when from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) => value,
        int index when from.ValueKind == JsonValueKind.Array && At(index, from.GetArrayLength()) is >= 0 and var at && at < from.GetArrayLength() => from[at],
        _ => null,
    };

    private static int At(int index, int length) => index < 0 ? length + index : index;

    private int Step(string text, int at)
    {
        if (text[at] == '[') return Bracket(text, at);
        if (text[at] == '.') at++;
        else if (at > 0) throw Wrong(text, at);
        var end = text.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var cut ? at + cut : text.Length;
        if (end == at || text.AsSpan(at, end - at).IndexOfAny("]*'\" $^") >= 0) throw Wrong(text, at);
        steps.Add(text[at..end]);
        return end;
    }

    private int Bracket(string text, int at)
    {
        if (at + 1 < text.Length && text[at + 1] == '\'')
        {
            var quote = text.IndexOf("']", at + 2, StringComparison.Ordinal);
            if (quote < 0) throw Wrong(text, at);
            steps.Add(text[(at + 2)..quote]);
            return quote + 2;
        }

        var end = text.IndexOf(']', at);
        if (end < 0) throw Wrong(text, at);
        var inside = text.AsSpan(at + 1, end - at - 1);
        if (inside is "*") steps.Add(All.Value);
        else if (int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) steps.Add(index);
        else throw Wrong(text, at);
        return end + 1;
    }

    private static FormatException Wrong(string text, int at) =>
        new($"'{text}' is not a path: character {at + 1} is not expected. Write it like $.a.b, items[0].name or items[*].");

    /// <summary>What a path leads to.</summary>
    public sealed class Found
    {
        /// <summary>The elements, each with the one around it.</summary>
        public List<(JsonElement Item, JsonElement Around)> Items { get; } = [];

        /// <summary>How many elements the outermost list on the way has; null where there was none.</summary>
        public int? Outer { get; set; }
    }

    private sealed class All
    {
        public static readonly All Value = new();
    }
}

/// <summary>Reads values that some servers send in one form and some in another.</summary>
internal static class Wire
{
    // No amount or stock is larger; below it, sums and cents of numbers cannot overflow.
    private const decimal Largest = 1e15m;

    /// <summary>A text or an id, which may be a number; null where it is empty or neither.</summary>
    public static string? Text(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.Value.GetRawText(), // The digits as they were sent: an id of 20 digits survives.
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A number, which may be a text; null where it is none or larger than any amount.</summary>
    public static decimal? Number(JsonElement value)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var plain) ? plain : null,
            JsonValueKind.String => NumberText.Parse(value.GetString()),
            _ => (decimal?)null,
        };
        return number is >= -Largest and <= Largest ? number : null;
    }

    /// <summary>Yes or no, which may be a number or a word; a word of its own is a yes, such as a time of deletion.</summary>
    public static bool Flag(JsonElement? value) => Text(value) is { } text
        && !text.Equals("false", StringComparison.OrdinalIgnoreCase) && !text.Equals("no", StringComparison.OrdinalIgnoreCase) && text != "0";
}
