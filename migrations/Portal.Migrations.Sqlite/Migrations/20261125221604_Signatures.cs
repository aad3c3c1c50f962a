using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Signatures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "DriverSignature",
                table: "Products",
                type: "TEXT",
                maxLength: 16,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "RemarksText",
                table: "ComponentVersions",
                type: "TEXT",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "ComponentDrivers",
                columns: table => new
                {
                    Component = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    Class = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Offered = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    FactsText = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_ComponentDrivers",
                        x => new
                        {
                            x.Component,
                            x.Version,
                            x.Path,
                        }
                    );
                    table.ForeignKey(
                        name: "FK_ComponentDrivers_ComponentVersions_Component_Version",
                        columns: x => new { x.Component, x.Version },
                        principalTable: "ComponentVersions",
                        principalColumns: new[] { "Component", "Version" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SignedFiles",
                columns: table => new
                {
                    Component = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    Class = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    Signer = table.Column<string>(type: "TEXT", nullable: true),
                    Timestamp = table.Column<long>(type: "INTEGER", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    Catalog = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_SignedFiles",
                        x => new
                        {
                            x.Component,
                            x.Version,
                            x.Path,
                        }
                    );
                    table.ForeignKey(
                        name: "FK_SignedFiles_ComponentVersions_Component_Version",
                        columns: x => new { x.Component, x.Version },
                        principalTable: "ComponentVersions",
                        principalColumns: new[] { "Component", "Version" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "ComponentDrivers");

            migrationBuilder.DropTable(name: "SignedFiles");

            migrationBuilder.DropColumn(name: "DriverSignature", table: "Products");

            migrationBuilder.DropColumn(name: "RemarksText", table: "ComponentVersions");
        }
    }
}
