using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files;

/// <summary>Opens the file of an import with its columns recognised; may be asked again for a second look.</summary>
internal sealed class FileOpener
{
    private readonly FileSettings settings;
    private readonly MappingFile mapping;

    /// <exception cref="FixSettingsException">A setting or the mapping file cannot be used.</exception>
    public FileOpener(FileSettings settings)
    {
        this.settings = settings;
        mapping = MappingFile.Read(settings.MapPath, settings.Kind);
    }

    public FileSettings Settings => settings;

    /// <summary>The rows, before the first one.</summary>
    public IRowSource Rows() => RowSources.Open(settings.Path, mapping);

    /// <summary>Which column is which.</summary>
    public ColumnMap Columns(IRowSource rows) => new(ColumnRecogniser.Recognise(rows.Headers, settings.Kind, mapping));

    /// <summary>How dates are read; one for each pass.</summary>
    public DateReader Dates(IRowSource rows) => new(mapping.DateFormat, rows.From1904);

    /// <summary>How numbers are read.</summary>
    public NumberReader Numbers() => new(mapping.DecimalComma);

    /// <summary>The columns as a person reads them.</summary>
    public FileMapping Describe()
    {
        using var rows = Rows();
        var found = ColumnRecogniser.Recognise(rows.Headers, settings.Kind, mapping);
        return new FileMapping(
            settings.Kind.ToString().ToLowerInvariant(),
            rows.Format,
            rows.Delimiter,
            found.OrderBy(f => f.Key).ToDictionary(f => f.Key.MappingName(), f => rows.Headers[f.Value]),
            [.. rows.Headers.Where((_, i) => !found.Values.Contains(i))]);
    }
}
