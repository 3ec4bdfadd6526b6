using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.Model;

namespace Sync.Web.Site.Import;

/// <summary>The folder of one import, and what it holds.</summary>
internal sealed class ImportPlace(OrgId org, string id, string folder)
{
    private const string Draft = "draft.json";

    public OrgId Org => org;

    public string Id => id;

    public string Folder => folder;

    /// <summary>The uploaded file.</summary>
    public string FilePath => In("file");

    /// <summary>The mapping file made of what was chosen.</summary>
    public string MapPath => In("map.json");

    /// <summary>A mapping file made of what is being looked at, and not chosen yet.</summary>
    public string DraftPath => In(Draft);

    /// <summary>The rows that did not go in, as the import writes them.</summary>
    public string RejectsPath => In("rejects.csv");

    public ImportJob? ReadJob() => Read("job.json", ImportJson.Default.ImportJob);

    public void Keep(ImportJob job) => Write("job.json", job, ImportJson.Default.ImportJob);

    /// <summary>What the import would do; null where nobody has looked yet.</summary>
    public ImportResult? ReadPreview() => Read("preview.json", ImportJson.Default.ImportResult);

    public void KeepPreview(ImportResult? preview) => KeepOrDrop("preview.json", preview);

    /// <summary>What it did; null before its end.</summary>
    public ImportResult? ReadResult() => Read("result.json", ImportJson.Default.ImportResult);

    public void KeepResult(ImportResult? result) => KeepOrDrop("result.json", result);

    /// <summary>Writes what was chosen as the importer reads it; from then on an import goes by it.</summary>
    public void WriteMap(ImportChoice choice) => WriteMap("map.json", choice);

    /// <summary>The same as somebody has written it.</summary>
    public void WriteMap(string json) => Write("map.json", file => file.Write(System.Text.Encoding.UTF8.GetBytes(json)));

    /// <summary>The same to look at the file with, by which no import goes.</summary>
    public void WriteDraft(ImportChoice choice) => WriteMap(Draft, choice);

    public void DropDraft() => File.Delete(DraftPath);

    private void WriteMap(string name, ImportChoice choice)
    {
        var map = new Dictionary<string, string?>(choice.Columns);
        if (choice.DateFormat.Length > 0) map["dateFormat"] = choice.DateFormat;
        if (choice.Decimal.Length > 0) map["decimal"] = choice.Decimal;
        if (choice.Sheet.Length > 0) map["sheet"] = choice.Sheet;
        Write(name, map, ImportJson.Default.DictionaryStringString);
    }

    private void KeepOrDrop(string name, ImportResult? result)
    {
        if (result is null) File.Delete(In(name));
        else Write(name, result, ImportJson.Default.ImportResult);
    }

    private T? Read<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(In(name)), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null; // not written yet, or removed meanwhile
        }
    }

    private void Write<T>(string name, T value, JsonTypeInfo<T> type) => Write(name, file => JsonSerializer.Serialize(file, value, type));

    // Whoever reads meanwhile sees the old or the new one, and no part.
    private void Write(string name, Action<FileStream> content)
    {
        var unfinished = In(name + ".part");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // a preview shows people's data
        using (var file = new FileStream(unfinished, options)) content(file);
        File.Move(unfinished, In(name), overwrite: true);
    }

    private string In(string name) => Path.Combine(folder, name);
}
