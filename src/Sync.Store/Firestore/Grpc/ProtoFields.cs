namespace Sync.Store.Firestore.Grpc;

/// <summary>
/// The numbers of the fields of google.firestore.v1. Source: https://github.com/googleapis/googleapis, google/firestore/v1
/// (document.proto, write.proto, common.proto, firestore.proto) and google/type/latlng.proto.
/// </summary>
internal static class ProtoFields
{
    public const int RequestDatabase = 1;
    public const int RequestWrites = 2;

    public const int WriteUpdate = 1;
    public const int WriteDelete = 2;
    public const int WriteMask = 3;
    public const int WritePrecondition = 4;

    /// <summary>Left out of the published file; it stands in the one that Firestore's web SDK is built with.</summary>
    public const int WriteVerify = 5;

    public const int MaskPaths = 1;
    public const int PreconditionExists = 1;
    public const int PreconditionUpdateTime = 2;

    public const int DocumentName = 1;
    public const int DocumentFields = 2;
    public const int MapFields = 1;
    public const int ArrayValues = 1;
    public const int EntryKey = 1;
    public const int EntryValue = 2;

    public const int Boolean = 1;
    public const int Integer = 2;
    public const int Double = 3;
    public const int Reference = 5;
    public const int Map = 6;
    public const int GeoPoint = 8;
    public const int Array = 9;
    public const int Timestamp = 10;
    public const int Null = 11;
    public const int String = 17;
    public const int Bytes = 18;

    public const int Seconds = 1;
    public const int Nanos = 2;
    public const int Latitude = 1;
    public const int Longitude = 2;
}
