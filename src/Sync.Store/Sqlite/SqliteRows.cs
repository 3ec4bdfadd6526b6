using System.Globalization;
using Sync.Store.Json;

namespace Sync.Store.Sqlite;

/// <summary>Goes through documents in the file; only those that are wanted are copied out of it.</summary>
internal sealed class SqliteRows(string collection, SqliteStatement statement) : IDisposable
{
    /// <summary>The body of the row, until the next step.</summary>
    public ReadOnlySpan<byte> Body => statement.Bytes(1);

    /// <summary>Goes to the next row.</summary>
    public bool Step() => statement.Step();

    /// <summary>The row's document, with the selected fields or all.</summary>
    public StoredDocument Document(byte[][]? select)
    {
        var body = select is null ? Body.ToArray() : FieldSlices.Select(Body, select);
        var version = statement.Int64(2).ToString(CultureInfo.InvariantCulture);
        return new StoredDocument(new DocumentPath(collection, statement.Text(0)), new DocumentBody(body), version);
    }

    public void Dispose() => statement.Dispose();
}
