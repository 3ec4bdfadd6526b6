using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;

namespace Sync.Connectors.Files;

/// <summary>
/// Reads orders, customers or products from a CSV or XLSX file. The file is read to its end before the first page: one
/// that is wrong as a whole yields nothing. A file never proves that something is gone.
/// </summary>
public sealed class FilesConnector : IPosConnector
{
    private readonly FileCache cache = new();

    /// <summary>Whether a file is one of rejected rows, which the next import may replace; an empty one is too.</summary>
    public static bool IsRejectsFile(string path) => Rejects.RejectsFile.Is(path);

    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => FilesDescriptor.Value;

    /// <summary>Why a text cannot say how a file writes its dates (a mapping file's <c>dateFormat</c>); null where it can.</summary>
    public static string? WhyNoDateFormat(string format) => Mapping.MappingFile.WhyNoDateFormat(format);

    /// <summary>How the columns of the connection's file are understood; reads only its header.</summary>
    /// <exception cref="FixSettingsException">The file or a setting cannot be used; the message says why and what to do.</exception>
    public Task<FileMapping> DescribeAsync(ConnectionContext connection, CancellationToken cancellation) =>
        Task.Run(() => new FileOpener(FileSettings.From(connection)).Describe(), cancellation);

    /// <summary>A first look at a file, whose columns need not be understood yet; reads only its header and first row.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="kind">What its rows are: <c>orders</c>, <c>customers</c> or <c>products</c>.</param>
    /// <param name="map">The path of a mapping file; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="FixSettingsException">The file is none that can be read, or the mapping file is wrong; the message says why and what to do.</exception>
    public static Task<FileLook> LookAsync(string path, string kind, string? map, CancellationToken cancellation) =>
        Task.Run(() => FileLooker.Look(path, Enum.Parse<FileKind>(kind, ignoreCase: true), map), cancellation);

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        try
        {
            var mapping = await DescribeAsync(connection, cancellation).ConfigureAwait(false);
            var columns = string.Join(", ", mapping.Columns.Select(c => $"{c.Key} from '{c.Value}'"));
            return new CheckReport([new CheckVerdict(mapping.As, true, $"The file can be read: {columns}.")]);
        }
        catch (FixSettingsException wrong)
        {
            return new CheckReport([new CheckVerdict(wrong.Setting, false, wrong.OwnerMessage)]);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ReadRequest request, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var file = await cache.GetAsync(connection, cancellation).ConfigureAwait(false);
        using var rejects = request.Stream == file.Stream ? CreateRejects(connection) : null;
        foreach (var page in FilePages.Of(file, request.Stream, rejects))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return page;
        }
    }

    private static RejectsFile? CreateRejects(ConnectionContext connection)
    {
        var settings = FileSettings.From(connection);
        if (settings.RejectsPath is null) return null;
        using var rows = new FileOpener(settings).Rows();
        return RejectsFile.Create(settings.RejectsPath, rows.Headers, settings.RawRejects);
    }
}
