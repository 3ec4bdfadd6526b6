using Sync.Simulator.Files;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Files: there is no network to get over, and a file proves nothing gone.</summary>
public abstract class FilesConformance(FileForm form) : RecordTests
{
    protected override Task<ITruthSource> OpenAsync(PosTruth truth, FakePosOptions options) => Task.FromResult<ITruthSource>(new FileExport(truth, form));

    // A header without rows is an export that went wrong.
    protected override string? SaysOfNothing => "no rows below its header";

    protected override void Settle(PosTruth truth, DateTimeOffset now) => FileExport.Shape(truth);
}

/// <summary>CSV files.</summary>
public sealed class CsvConformance() : FilesConformance(FileForm.Csv);

/// <summary>Workbooks.</summary>
public sealed class XlsxConformance() : FilesConformance(FileForm.Xlsx);
