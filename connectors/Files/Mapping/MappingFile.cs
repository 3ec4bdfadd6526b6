using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Files.Mapping;

/// <summary>What the owner says about a file whose headers do not speak for themselves.</summary>
internal sealed record MappingFile
{
    /// <summary>Says nothing.</summary>
    public static readonly MappingFile None = new();

    /// <summary>Field to header; a null header keeps a field from being recognised.</summary>
    public IReadOnlyDictionary<FileField, string?> Columns { get; init; } = new Dictionary<FileField, string?>();

    /// <summary>How the file writes dates, in .NET's words, such as <c>dd/MM/yyyy HH:mm</c>; null to recognise them.</summary>
    public string? DateFormat { get; init; }

    /// <summary>What separates cells; null to recognise it.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether 1,5 is one and a half.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The sheet of a workbook; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <exception cref="FixSettingsException">The file cannot be read or says something unknown.</exception>
    public static MappingFile Read(string? path, FileKind kind)
    {
        if (path is null) return None;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw WrongFile.Map($"The mapping file {path} must hold one JSON object, such as {{\"orderId\":\"Invoice\"}}.");
            return json.RootElement.EnumerateObject().Aggregate(None, (sofar, next) => sofar.With(next, kind, path));
        }
        catch (JsonException wrong)
        {
            throw WrongFile.Map($"The mapping file {path} is not JSON (line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}).", wrong);
        }
        catch (InvalidOperationException half)
        {
            // Thus the parser says that a text cannot be made of what is escaped there.
            throw WrongFile.Map($"The mapping file {path} holds half of a character (a lone surrogate), which is no text.", half);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw WrongFile.Map($"The mapping file {path} cannot be read: {missing.Message}", missing);
        }
    }

    private MappingFile With(JsonProperty property, FileKind kind, string path)
    {
        if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            throw WrongFile.Map($"In the mapping file {path}, '{property.Name}' must be a text (or null to leave a field out).");
        var text = property.Value.GetString();
        return property.Name switch
        {
            "dateFormat" => this with { DateFormat = CheckedFormat(text, path) },
            "delimiter" => this with { Delimiter = Delimiting(text is "\\t" or "tab" ? "\t" : text, path) },
            "decimal" => this with { DecimalComma = Decimal(text, path) == ',' },
            "sheet" => this with { Sheet = text },
            _ => this with { Columns = new Dictionary<FileField, string?>(Columns) { [FieldOf(property.Name, kind, path)] = text } },
        };
    }

    private static FileField FieldOf(string name, FileKind kind, string path)
    {
        var known = KnownHeaders.Of(kind).Keys;
        foreach (var field in known)
            if (string.Equals(field.ToString(), name, StringComparison.OrdinalIgnoreCase)) return field;
        throw WrongFile.Map($"In the mapping file {path}, '{name}' is not a field of a file of {kind.ToString().ToLowerInvariant()}. "
            + $"It may have: {string.Join(", ", known.Select(f => f.MappingName()))}, dateFormat, delimiter, decimal, sheet.");
    }

    // What stands in cells of its own, or ends them, cannot part them.
    private static char? Delimiting(string? text, string path) =>
        text is null ? null
        : text.Length == 1 && !char.IsLetterOrDigit(text[0]) && !char.IsSurrogate(text[0]) && text[0] is not ('"' or '\r' or '\n' or '\0') ? text[0]
        : throw WrongFile.Map($"In the mapping file {path}, 'delimiter' must be a single sign (or tab), but no letter, no digit, no quote and no line break.");

    private static char? Decimal(string? text, string path) =>
        text is null ? null
        : text is "." or "," ? text[0]
        : throw WrongFile.Map($"In the mapping file {path}, 'decimal' must be '.' or ','.");

    private static string? CheckedFormat(string? format, string path) =>
        format is null || WhyNoDateFormat(format) is not { } why ? format : throw WrongFile.Map($"In the mapping file {path}, {why}");

    /// <summary>Why a text is no format of dates; null where it is one.</summary>
    public static string? WhyNoDateFormat(string format) => TimePattern.WhyNot(format) is { } why ? $"the dateFormat '{format}' {why}." : null;
}
