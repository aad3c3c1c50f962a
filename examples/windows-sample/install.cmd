@echo off
rem Called with install, update, uninstall or status; GT_COMPONENT_DIR is the folder of this file on the disc.
set "target=%ProgramFiles%\Guest Tools Sample"

if /i "%~1"=="status" (
    if exist "%target%\System.Diagnostics.EventLog.dll" (exit /b 0) else (exit /b 1)
)
if /i "%~1"=="uninstall" (
    if exist "%target%" rmdir /s /q "%target%"
    if exist "%target%" (exit /b 1) else (exit /b 0)
)
if not exist "%target%" mkdir "%target%"
copy /y "%GT_COMPONENT_DIR%\windows\*.dll" "%target%\" >nul
exit /b %ERRORLEVEL%
