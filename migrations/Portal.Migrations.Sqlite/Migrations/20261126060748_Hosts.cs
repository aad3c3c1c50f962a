using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Hosts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "FleetTokens",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    ProductId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Product = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Distro = table.Column<string>(type: "TEXT", maxLength: 63, nullable: true),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FleetTokens", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FleetTokens_Distros_Distro",
                        column: x => x.Distro,
                        principalTable: "Distros",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_FleetTokens_Products_ProductId",
                        column: x => x.ProductId,
                        principalTable: "Products",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "HostCounts",
                columns: table => new
                {
                    Product = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 31, nullable: false),
                    Hosts = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_HostCounts",
                        x => new
                        {
                            x.Product,
                            x.Day,
                            x.Channel,
                            x.Version,
                        }
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "Hosts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ProductId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Product = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Distro = table.Column<string>(type: "TEXT", maxLength: 63, nullable: true),
                    Token = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    PublicKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EnrolledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    HeardAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReportId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 63, nullable: true),
                    Version = table.Column<string>(type: "TEXT", maxLength: 31, nullable: true),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Holds = table.Column<string>(type: "TEXT", maxLength: 31, nullable: true),
                    Pinned = table.Column<string>(type: "TEXT", maxLength: 31, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Gtp = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Hosts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Hosts_Distros_Distro",
                        column: x => x.Distro,
                        principalTable: "Distros",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_Hosts_Products_ProductId",
                        column: x => x.ProductId,
                        principalTable: "Products",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_FleetTokens_Distro",
                table: "FleetTokens",
                column: "Distro"
            );

            migrationBuilder.CreateIndex(
                name: "IX_FleetTokens_ProductId",
                table: "FleetTokens",
                column: "ProductId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_FleetTokens_Product_Id",
                table: "FleetTokens",
                columns: new[] { "Product", "Id" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_HostCounts_Day",
                table: "HostCounts",
                column: "Day"
            );

            migrationBuilder.CreateIndex(name: "IX_Hosts_Distro", table: "Hosts", column: "Distro");

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_HeardAt",
                table: "Hosts",
                column: "HeardAt"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_ProductId",
                table: "Hosts",
                column: "ProductId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_Product_Channel",
                table: "Hosts",
                columns: new[] { "Product", "Channel" }
            );

            migrationBuilder.CreateIndex(name: "IX_Hosts_Token", table: "Hosts", column: "Token");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "FleetTokens");

            migrationBuilder.DropTable(name: "HostCounts");

            migrationBuilder.DropTable(name: "Hosts");
        }
    }
}
