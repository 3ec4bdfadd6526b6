using Sync.ConnectorKit;

namespace Sync.Connectors.Files;

/// <summary>The facts of a file as a source.</summary>
internal static class FilesDescriptor
{
    public const string File = "file";
    public const string As = "as";
    public const string Map = "map";
    public const string TimeZone = "timeZone";
    public const string Currency = "currency";
    public const string Rejects = "rejects";
    public const string RejectedCells = "rejectedCells";
    public const string SafeCells = "safe";
    public const string RawCells = "raw";

    public static readonly ConnectorDescriptor Value = new()
    {
        Id = "files",
        DisplayName = "CSV or Excel file",
        Auth = AuthKind.None,
        Budget = new RateBudget(1),
        Scheduled = false,
        Streams =
        [
            new StreamDescriptor(PosStream.Customers, ReadStyle.Changes),
            new StreamDescriptor(PosStream.Orders, ReadStyle.Changes),
            new StreamDescriptor(PosStream.Products, ReadStyle.Changes),
        ],
        Fields =
        [
            new SettingField(File, "File", "The path of the CSV or XLSX file; a CSV may be gzipped.") { Required = true },
            new SettingField(As, "Holds", "What the rows of the file are.")
            {
                Required = true,
                Choices = ["orders", "customers", "products"],
            },
            new SettingField(Map, "Mapping file", "The path of a JSON file that says which column is which, for headers that are not recognised."),
            new SettingField(TimeZone, "Time zone", "The time zone of the times in the file, such as Europe/London; the shop's own where not given."),
            new SettingField(Currency, "Currency", "The three-letter currency of the amounts; the shop's own where not given."),
            new SettingField(Rejects, "Rejects file", "Where the rows that could not be taken are written, with line number and reason."),
            new SettingField(RejectedCells, "Rejected cells", $"'{SafeCells}' to open in a spreadsheet (an apostrophe before what it would run as a formula), or '{RawCells}': as they came.")
            {
                Default = SafeCells,
                Choices = [SafeCells, RawCells],
            },
        ],
    };
}
