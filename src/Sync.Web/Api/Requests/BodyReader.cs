using System.Text.Json;
using Sync.Model;

namespace Sync.Web.Api.Requests;

/// <summary>Reads the fields of a JSON body, strictly: what is unknown, twice or of another kind is said, all at once by <see cref="Check"/>.</summary>
internal sealed class BodyReader
{
    private const int MostText = 1_000;
    private readonly JsonElement map;
    private readonly FieldErrors errors;
    private readonly string prefix;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<BodyReader> inner = [];

    private BodyReader(JsonElement map, FieldErrors errors, string prefix) => (this.map, this.errors, this.prefix) = (map, errors, prefix);

    /// <summary>Begins to read a body.</summary>
    /// <exception cref="ApiProblem">It is no JSON object, or names a field twice.</exception>
    public static BodyReader Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw ApiProblem.Invalid("", "The body must be a JSON object.");
            var errors = new FieldErrors();
            SoundTexts.Check(document.RootElement, "", errors);
            errors.Check();
            return new BodyReader(document.RootElement.Clone(), errors, "");
        }
        catch (JsonException e)
        {
            // The parser counts lines where it cannot read on; a name that comes twice it finds later, and counts none.
            throw ApiProblem.Invalid("", e.LineNumber is { } line ? $"The body is not sound JSON (line {line + 1})." : "The body names a field twice.");
        }
        catch (InvalidOperationException)
        {
            // Thus the parser says that it cannot compare the names of fields.
            throw ApiProblem.Invalid("", "The name of a field holds half of a character (a lone surrogate), which is no text.");
        }
    }

    /// <summary>Whether a field is there, null or not.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text of one line; null where it is not given.</summary>
    public string? Text(string name, int most = MostText)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return Wrong<string>(name, "must be a text");
        var text = value.GetString()!;
        if (!OneLine.Is(text)) return Wrong<string>(name, OneLine.Fault);
        return text.Length <= most ? text : Wrong<string>(name, $"is longer than {most} letters");
    }

    /// <summary>A text of one line, or null, which is as good a value.</summary>
    public string? TextOrNull(string name, int most = MostText) => Find(name) is { ValueKind: JsonValueKind.Null } ? null : Text(name, most);

    /// <summary>A text of one line that must be given.</summary>
    public string RequiredText(string name, int most = MostText)
    {
        if (Find(name) is null) Wrong<string>(name, "is missing");
        else if (Text(name, most) is { } text) return string.IsNullOrWhiteSpace(text) ? Wrong<string>(name, "is missing") ?? "" : text;
        return "";
    }

    /// <summary>True or false; null where it is not given.</summary>
    public bool? Flag(string name)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong<string>(name, "must be true or false");
        return null;
    }

    /// <summary>A number within bounds; null where it is not given.</summary>
    public decimal? Number(string name, decimal least, decimal most, bool whole = false)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most && (!whole || number == decimal.Truncate(number))) return number;
        Wrong<string>(name, $"must be a {(whole ? "whole " : "")}number from {least:0.##} to {most:0.##}");
        return null;
    }

    /// <summary>A list of texts; null where it is not given.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)) return [.. value.EnumerateArray().Select(e => e.GetString()!)];
        return Wrong<IReadOnlyList<string>>(name, "must be a list of texts");
    }

    /// <summary>Texts by name; one that is null stands for its removal. Null where the map is not given.</summary>
    public IReadOnlyDictionary<string, string?>? TextMap(string name)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null))
            return value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString(), StringComparer.Ordinal);
        return Wrong<IReadOnlyDictionary<string, string?>>(name, "must be a map of texts");
    }

    /// <summary>A map to read on in; null where it is not given.</summary>
    public BodyReader? Map(string name)
    {
        if (Given(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object) return Wrong<BodyReader>(name, "must be a map");
        var reader = new BodyReader(value, errors, prefix + name + ".");
        inner.Add(reader);
        return reader;
    }

    /// <summary>Says that a field is wrong.</summary>
    public void Wrong(string name, string sentence) => errors.Add(prefix + name, sentence);

    /// <summary>Whether something was wrong with a field already.</summary>
    public bool IsWrong(string name) => errors.Has(prefix + name);

    /// <summary>Refuses the body where anything in it was wrong, or was not read.</summary>
    /// <exception cref="ApiProblem">It is so.</exception>
    public void Check()
    {
        NameUnknown();
        errors.Check();
    }

    private void NameUnknown()
    {
        foreach (var field in map.EnumerateObject().Where(f => !known.Contains(f.Name)))
            Wrong(field.Name, $"'{prefix}{field.Name}' is not a field here. There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        foreach (var reader in inner) reader.NameUnknown();
    }

    private T? Wrong<T>(string name, string what)
        where T : class
    {
        Wrong(name, $"'{prefix}{name}' {what}.");
        return null;
    }

    // Null is a value like any other, and none of what is asked for here.
    private JsonElement? Given(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Null } value) return Find(name);
        Wrong(name, $"'{prefix}{name}' must not be null; leave it out instead.");
        return null;
    }

    private JsonElement? Find(string name)
    {
        known.Add(name);
        return map.TryGetProperty(name, out var value) ? value : null;
    }
}
